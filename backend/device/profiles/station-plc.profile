# station-plc: the PLC of a heat exchange station (换热站 PLC) with up to three secondary circuits.
# The register map is heatdesk's own proposal for new stations; it also is the reference of the
# profile format. Copy this file, change what differs, and try it:
#
#     heatdesk profile check my-plc.profile      names every mistake, prints the read plan
#
# THE FORMAT
# A profile is UTF-8 text: "[section]" lines, "key = value" lines, and comments after a '#' that
# starts a line or follows a blank. Double quotes around a value keep outer blanks and any '#'.
# Numbers are decimal or 0x hexadecimal. Keys may be written in any case, with - or _.
# There are three kinds of sections: [profile] once, [defaults] once if wanted, and one section a
# point, whose name is the point's id. Everything not said here is an error with its line.
#
# [profile]: how the device wants to be treated
#   zh, en               its name in Chinese and English
#   ranges               registers that it answers: "holding 0-5, 9-31; coil 0-20". May be given on
#                        several lines. A request never leaves one range, not even into the next
#                        one that touches it. An area that is not named has no restriction.
#   functions            function codes that it knows, "1, 3, 6, 16". Default 1 to 6, 15, 16.
#   most_registers       most registers a read, 1 to 125 (default 125)
#   most_bits            most coils or inputs a read, 1 to 2000 (default 2000)
#   gap                  none (default): only touching registers share a request. A number N: holes of
#                        at most N registers are read over, inside a range.
#   one_point_a_read     yes: each point is a request of its own (some drives need that)
#   pause_ms             quiet time between a reply and the next request (0)
#   timeout_ms           how long a reply may take (1000)
#   period_s             polling period unless the device's row says another (10)
#   connections          how many clients it serves at once (1)
#   write_function       6 or 16, for one register; values of 32 or 64 bits always go by 16
#   write_coil_function  5 or 15
#   write_budget_day     most writes a register and day, for memories that wear out (0 = no limit)
#   unlock               "REGISTER VALUE": holding register that must hold the value before a write
#   identity             "REGISTER LOW HIGH": holding register that tells the type; outside LOW..HIGH
#                        it is another device and nothing is written
#   ignores_transaction_id  yes: it answers with transaction id 0 always (Modbus TCP)
#   document_base        number that the maker prints for address 0, "40001" or "holding 40001,
#                        coil 1": then a point may give `document` alone, and `address` follows
#
# [defaults]: keys of points that hold where a point does not say otherwise (and where they have a
#   meaning for it): area, type, order, scale, offset, unit, low, high, invalid, every, frozen_s,
#   resolution, access, group
#
# [ID]: one point. ID is a letter, then letters, digits and _; ".1" to ".99" at its end puts it in
#   a secondary circuit, without it the point belongs to the station or its primary side. The usual
#   codes (T1g, T2g.1, P2h.1 …) bring a point to its place on the screens.
#  where it is
#   area                 holding (default), input, coil, discrete
#   address              0-based, as on the wire
#   document             the number as the maker prints it, for people (see document_base)
#  what it is
#   type                 int16 uint16 int32 uint32 int64 float32 float64, bits (a fault word), enum (a
#                        state), bool, string. Must be given, except in coil and discrete.
#   bit                  0 to 15: which bit of the register a bool is
#   words                registers of a string, two characters each
#   order                order of the bytes on the wire, A the highest: AB (default) or BA for one
#                        register, ABCD (default) CDAB BADC DCBA for two, ABCDEFGH, GHEFCDAB … for
#                        four; any order that names each letter once. [defaults] may name one for
#                        each width, "CDAB, GHEFCDAB"
#   scale, offset, unit  value = raw * scale + offset, in unit
#   parts                further registers that make up the value, read in the same request:
#                        "ADDRESS:WORDS:TYPE*WEIGHT, …" adds WEIGHT times each to raw * scale
#   unit_register        "REGISTER RAW=FACTOR …": the raw value there chooses the factor for all this
#   labels               names of an enum's values, a fault word's bits or a bool's 0 and 1:
#                        "0:中文:English, 1:…"; or one `label` line for each, which may hold commas
#  when it is no value
#   invalid              raw values that mean "no value": "32767, 0x8000"; for floats hexadecimal is
#                        the registers' bits and decimal the value itself. NaN never is a value.
#   low, high            plausible range in unit; beyond it the value is "out of range". Those of
#                        [defaults] do not concern enum and bits
#   status               "REGISTER MASK GOOD": valid only while (that register & MASK) is GOOD
#   frozen_s             unchanged for longer is suspicious: "frozen" (0 = never)
#   optional             yes: a sensor that need not be fitted. Its "no value" counts as trouble only
#                        once it has given a value
#  how it is kept
#   every                read in each n-th round only (1)
#   resolution           history keeps multiples of this (the scale; floats: a hundredth of it)
#   group, zh, en        heading on the station's screen; names
#  set-points
#   access               read (default) or write
#   set_low, set_high    what may be written (low and high unless given)
#   step                 largest change of one write (any)
#   step_wait_s          all changes within so long together are at most a step
#   authority            "POINT VALUE": only written while that point reads VALUE ("AUTH 1")
#   in_force_when        "POINT VALUE": it counts only while that point reads VALUE ("CV_Mode.1 1"): else
#                        it may be written all the same, and is called "not in force"
#   curve_when           "POINT VALUE": while that point reads VALUE the controller follows the curve of
#                        this circuit (OT, CURVE_1_OT, CURVE_1 …) in its place
#   level_coil           "POINT VALUE": coil that is brought to VALUE before the write ("LEVEL.1 0")

[profile]
zh = 换热站PLC
en = heat station PLC
ranges = holding 0-124, 200-319; discrete 0-39; coil 0-29
functions = 1, 2, 3, 5, 6, 16
most_registers = 125
most_bits = 2000
gap = 10
timeout_ms = 1000
period_s = 5
connections = 2
write_function = 6
identity = 0 7301 7303

# Sensors that are not fitted, and all of a circuit that does not exist, read 32767 or 65535.
[defaults]
area = holding
invalid = 32767, 65535

# ---- station and primary side: 0-19 ----

[TYPE]
address = 0
type = enum
labels = 7301:一个回路:one circuit, 7302:两个回路:two circuits, 7303:三个回路:three circuits
group = 站
zh = 机型
en = PLC type

[AUTH]
address = 1
type = enum
labels = 0:就地:local, 1:远程:remote
group = 站
zh = 控制权
en = authority

[OT]
address = 2
type = int16
scale = 0.1
unit = °C
low = -45
high = 50
frozen_s = 21600
group = 站
zh = 室外温度
en = outdoor temp

[T1g]
address = 3
type = int16
scale = 0.1
unit = °C
low = 0
high = 160
frozen_s = 21600
group = 一次侧
zh = 一次供温
en = primary supply temp

[T1h]
address = 4
type = int16
scale = 0.1
unit = °C
low = 0
high = 130
frozen_s = 21600
group = 一次侧
zh = 一次回温
en = primary return temp

[P1g]
address = 5
type = uint16
scale = 0.001
unit = MPa
low = 0
high = 2.5
group = 一次侧
zh = 一次供压
en = primary supply pressure

[P1h]
address = 6
type = uint16
scale = 0.001
unit = MPa
low = 0
high = 2.5
group = 一次侧
zh = 一次回压
en = primary return pressure

[DP1]
address = 7
type = int16
scale = 0.001
unit = MPa
low = -1
high = 2.5
group = 一次侧
zh = 一次压差
en = primary differential

[F1]
address = 8
type = uint16
scale = 0.1
unit = t/h
low = 0
high = 3000
group = 一次侧
zh = 一次瞬时流量
en = primary flow

[Q1]
address = 9
type = uint16
scale = 0.001
unit = MW
low = 0
high = 60
group = 一次侧
zh = 一次瞬时热量
en = heat power

[E1]
address = 10
type = uint32
scale = 0.1
unit = GJ
invalid = 0xFFFFFFFF
group = 一次侧
zh = 一次累计热量
en = heat total

[V1]
address = 12
type = uint32
scale = 0.1
unit = m3
invalid = 0xFFFFFFFF
group = 一次侧
zh = 一次累计流量
en = volume total

[EE]
address = 14
type = uint32
scale = 0.1
unit = kWh
invalid = 0xFFFFFFFF
group = 站
zh = 电量
en = electricity total

[TL]
address = 16
type = uint16
scale = 0.01
unit = m
low = 0
high = 10
group = 站
zh = 水箱液位
en = tank level

[UPS]
address = 17
type = uint16
scale = 1
unit = %
low = 0
high = 100
group = 站
zh = UPS电量
en = battery

[LEAK]
area = discrete
address = 0
labels = 0:正常:normal, 1:报警:alarm
group = 站
zh = 漏水报警
en = floor water

[PWR]
area = discrete
address = 1
labels = 0:正常:normal, 1:报警:alarm
group = 站
zh = 停电/欠压
en = power fail

[DOOR]
area = discrete
address = 2
labels = 0:关:closed, 1:开:open
group = 站
zh = 门禁
en = door

[SMOKE]
area = discrete
address = 3
labels = 0:正常:normal, 1:报警:alarm
group = 站
zh = 烟感
en = smoke

# ---- circuit 1: registers 20-54, curve, slots and alarm limits 200-235, inputs 4-14, coils 0-3 ----

[T2g.1]
address = 20
type = int16
scale = 0.1
unit = °C
low = 0
high = 110
frozen_s = 21600
group = 二次侧1
zh = 二次供温
en = secondary supply temp

[T2h.1]
address = 21
type = int16
scale = 0.1
unit = °C
low = 0
high = 100
frozen_s = 21600
group = 二次侧1
zh = 二次回温
en = secondary return temp

[P2g.1]
address = 22
type = uint16
scale = 0.001
unit = MPa
low = 0
high = 1.6
group = 二次侧1
zh = 二次供压
en = secondary supply pressure

[P2h.1]
address = 23
type = uint16
scale = 0.001
unit = MPa
low = 0
high = 1.6
group = 二次侧1
zh = 二次回压
en = secondary return pressure

[DP2.1]
address = 24
type = int16
scale = 0.001
unit = MPa
low = -1
high = 1.6
group = 二次侧1
zh = 二次压差
en = secondary differential

[DPs.1]
address = 25
type = int16
scale = 0.001
unit = MPa
low = -0.5
high = 1
group = 二次侧1
zh = 除污器压差
en = strainer differential

[F2.1]
address = 26
type = uint16
scale = 0.1
unit = t/h
low = 0
high = 5000
group = 二次侧1
zh = 二次瞬时流量
en = secondary flow

[CV_U.1]
address = 27
type = uint16
scale = 0.1
unit = %
low = 0
high = 100
group = 二次侧1
zh = 调节阀反馈
en = valve feedback

[CP1_Hz.1]
address = 28
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧1
zh = 循环泵1频率
en = circ. pump 1 frequency

[CP1_A.1]
address = 29
type = uint16
scale = 0.1
unit = A
low = 0
high = 2000
group = 二次侧1
zh = 循环泵1电流
en = circ. pump 1 current

[CP2_Hz.1]
address = 30
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧1
zh = 循环泵2频率
en = circ. pump 2 frequency

[CP2_A.1]
address = 31
type = uint16
scale = 0.1
unit = A
low = 0
high = 2000
group = 二次侧1
zh = 循环泵2电流
en = circ. pump 2 current

[MP1_Hz.1]
address = 32
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧1
zh = 补水泵1频率
en = make-up pump 1 frequency

[MP2_Hz.1]
address = 33
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧1
zh = 补水泵2频率
en = make-up pump 2 frequency

[Fm.1]
address = 34
type = uint16
scale = 0.01
unit = t/h
low = 0
high = 300
group = 二次侧1
zh = 补水瞬时流量
en = make-up flow

[Vm.1]
address = 35
type = uint32
scale = 0.1
unit = m3
invalid = 0xFFFFFFFF
group = 二次侧1
zh = 补水累计
en = make-up total

[TR_avg.1]
address = 37
type = int16
scale = 0.1
unit = °C
low = -20
high = 50
frozen_s = 86400
group = 二次侧1
zh = 室温均值
en = room temp, mean

[TR_min.1]
address = 38
type = int16
scale = 0.1
unit = °C
low = -20
high = 50
frozen_s = 86400
group = 二次侧1
zh = 室温最低
en = room temp, lowest

[N18.1]
address = 39
type = uint16
scale = 1
unit = 户
low = 0
high = 65000
group = 二次侧1
zh = 室温合格数
en = rooms at 18 °C or more

[CP1_Run.1]
area = discrete
address = 4
labels = 0:停:stopped, 1:运行:running
group = 二次侧1
zh = 循环泵1运行
en = circ. pump 1 running

[CP1_Flt.1]
area = discrete
address = 5
labels = 0:正常:normal, 1:故障:fault
group = 二次侧1
zh = 循环泵1故障
en = circ. pump 1 fault

[CP1_Rem.1]
area = discrete
address = 6
labels = 0:就地:local, 1:远程:remote
group = 二次侧1
zh = 循环泵1远程
en = circ. pump 1 remote

[CP2_Run.1]
area = discrete
address = 7
labels = 0:停:stopped, 1:运行:running
group = 二次侧1
zh = 循环泵2运行
en = circ. pump 2 running

[CP2_Flt.1]
area = discrete
address = 8
labels = 0:正常:normal, 1:故障:fault
group = 二次侧1
zh = 循环泵2故障
en = circ. pump 2 fault

[CP2_Rem.1]
area = discrete
address = 9
labels = 0:就地:local, 1:远程:remote
group = 二次侧1
zh = 循环泵2远程
en = circ. pump 2 remote

[MP1_Run.1]
area = discrete
address = 10
labels = 0:停:stopped, 1:运行:running
group = 二次侧1
zh = 补水泵1运行
en = make-up pump 1 running

[MP1_Flt.1]
area = discrete
address = 11
labels = 0:正常:normal, 1:故障:fault
group = 二次侧1
zh = 补水泵1故障
en = make-up pump 1 fault

[MP2_Run.1]
area = discrete
address = 12
labels = 0:停:stopped, 1:运行:running
group = 二次侧1
zh = 补水泵2运行
en = make-up pump 2 running

[MP2_Flt.1]
area = discrete
address = 13
labels = 0:正常:normal, 1:故障:fault
group = 二次侧1
zh = 补水泵2故障
en = make-up pump 2 fault

[XSV.1]
area = discrete
address = 14
labels = 0:关:closed, 1:开:open
group = 二次侧1
zh = 泄压阀状态
en = relief valve

[CV_Mode.1]
address = 40
type = enum
labels = 0:固定开度:fixed opening, 1:恒定供温:constant T2g, 2:气候补偿:curve, 3:恒定流量:constant flow
access = write
set_low = 0
set_high = 3
authority = AUTH 1
group = 设定1
zh = 阀门工作方式
en = valve mode

[T2g_SP.1]
address = 41
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 70
step = 3
step_wait_s = 1800
authority = AUTH 1
in_force_when = CV_Mode.1 1
curve_when = CV_Mode.1 2
group = 设定1
zh = 二次供温设定
en = secondary supply set-point

[CV_SP.1]
address = 42
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
in_force_when = CV_Mode.1 0
group = 设定1
zh = 开度给定
en = valve opening set-point

[CV_Min.1]
address = 43
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
group = 设定1
zh = 开度下限
en = valve opening, least

[CV_Max.1]
address = 44
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
group = 设定1
zh = 开度上限
en = valve opening, most

[F1_SP.1]
address = 45
type = uint16
scale = 0.1
unit = t/h
access = write
set_low = 0
set_high = 3000
step = 50
authority = AUTH 1
in_force_when = CV_Mode.1 3
group = 设定1
zh = 流量设定
en = primary flow set-point

[XP_Mode.1]
address = 46
type = enum
labels = 0:固定频率:fixed frequency, 1:恒定压差:constant differential
access = write
set_low = 0
set_high = 1
authority = AUTH 1
group = 设定1
zh = 循环泵方式
en = circ. pump mode

[XP_Hz.1]
address = 47
type = uint16
scale = 0.1
unit = Hz
access = write
set_low = 20
set_high = 50
step = 5
authority = AUTH 1
in_force_when = XP_Mode.1 0
group = 设定1
zh = 循环泵频率设定
en = circ. pump frequency set-point

[XP_DP.1]
address = 48
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.03
set_high = 0.2
step = 0.02
authority = AUTH 1
in_force_when = XP_Mode.1 1
group = 设定1
zh = 循环泵压差设定
en = circ. pump differential set-point

[BP_P2h.1]
address = 49
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定1
zh = 补水压力设定
en = make-up pressure set-point

[BP_H.1]
address = 50
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定1
zh = 补水压力上限
en = make-up pressure, stop

[BP_L.1]
address = 51
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定1
zh = 补水压力下限
en = make-up pressure, start

[CURVE_1_OT.1]
address = 200
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线1室外温度
en = curve 1, outdoor temp

[CURVE_2_OT.1]
address = 201
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线2室外温度
en = curve 2, outdoor temp

[CURVE_3_OT.1]
address = 202
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线3室外温度
en = curve 3, outdoor temp

[CURVE_4_OT.1]
address = 203
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线4室外温度
en = curve 4, outdoor temp

[CURVE_5_OT.1]
address = 204
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线5室外温度
en = curve 5, outdoor temp

[CURVE_6_OT.1]
address = 205
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线6室外温度
en = curve 6, outdoor temp

[CURVE_7_OT.1]
address = 206
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线7室外温度
en = curve 7, outdoor temp

[CURVE_8_OT.1]
address = 207
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线8室外温度
en = curve 8, outdoor temp

[CURVE_1.1]
address = 208
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线1供温
en = curve 1, supply temp

[CURVE_2.1]
address = 209
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线2供温
en = curve 2, supply temp

[CURVE_3.1]
address = 210
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线3供温
en = curve 3, supply temp

[CURVE_4.1]
address = 211
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线4供温
en = curve 4, supply temp

[CURVE_5.1]
address = 212
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线5供温
en = curve 5, supply temp

[CURVE_6.1]
address = 213
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线6供温
en = curve 6, supply temp

[CURVE_7.1]
address = 214
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线7供温
en = curve 7, supply temp

[CURVE_8.1]
address = 215
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 曲线8供温
en = curve 8, supply temp

[SLOT_0.1]
address = 216
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 0-2点偏差
en = offset 0-2 h

[SLOT_1.1]
address = 217
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 2-4点偏差
en = offset 2-4 h

[SLOT_2.1]
address = 218
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 4-6点偏差
en = offset 4-6 h

[SLOT_3.1]
address = 219
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 6-8点偏差
en = offset 6-8 h

[SLOT_4.1]
address = 220
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 8-10点偏差
en = offset 8-10 h

[SLOT_5.1]
address = 221
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 10-12点偏差
en = offset 10-12 h

[SLOT_6.1]
address = 222
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 12-14点偏差
en = offset 12-14 h

[SLOT_7.1]
address = 223
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 14-16点偏差
en = offset 14-16 h

[SLOT_8.1]
address = 224
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 16-18点偏差
en = offset 16-18 h

[SLOT_9.1]
address = 225
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 18-20点偏差
en = offset 18-20 h

[SLOT_10.1]
address = 226
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 20-22点偏差
en = offset 20-22 h

[SLOT_11.1]
address = 227
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.1 2
every = 6
group = 设定1
zh = 22-24点偏差
en = offset 22-24 h

[AL_T2g_H.1]
address = 228
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 80
step = 5
authority = AUTH 1
every = 6
group = 设定1
zh = 二次供温上限报警
en = alarm: T2g high

[AL_T2g_HH.1]
address = 229
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 85
step = 5
authority = AUTH 1
every = 6
group = 设定1
zh = 二次供温上上限报警
en = alarm: T2g very high

[AL_P2g_H.1]
address = 230
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.2
set_high = 1.0
step = 0.05
authority = AUTH 1
every = 6
group = 设定1
zh = 二次供压上限报警
en = alarm: P2g high

[AL_P2h_H.1]
address = 231
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.9
step = 0.05
authority = AUTH 1
every = 6
group = 设定1
zh = 二次回压上限报警
en = alarm: P2h high

[AL_P2h_L.1]
address = 232
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.05
set_high = 0.8
step = 0.05
authority = AUTH 1
every = 6
group = 设定1
zh = 二次回压下限报警
en = alarm: P2h low

[AL_P2h_LL.1]
address = 233
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.05
set_high = 0.8
step = 0.05
authority = AUTH 1
every = 6
group = 设定1
zh = 二次回压下下限停泵
en = alarm: P2h very low, trips pumps

[AL_P1g_L.1]
address = 234
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 2.0
step = 0.05
authority = AUTH 1
every = 6
group = 设定1
zh = 一次供压下限报警
en = alarm: P1g low

[AL_T1h_H.1]
address = 235
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 90
step = 5
authority = AUTH 1
every = 6
group = 设定1
zh = 一次回温上限报警
en = alarm: T1h high

[CP1_Cmd.1]
area = coil
address = 0
access = write
labels = 0:停:off, 1:启:on
authority = CP1_Rem.1 1
group = 设定1
zh = 循环泵1启停
en = circ. pump 1 on

[CP2_Cmd.1]
area = coil
address = 1
access = write
labels = 0:停:off, 1:启:on
authority = CP2_Rem.1 1
group = 设定1
zh = 循环泵2启停
en = circ. pump 2 on

[MP1_Cmd.1]
area = coil
address = 2
access = write
labels = 0:停:off, 1:启:on
authority = AUTH 1
group = 设定1
zh = 补水泵1启停
en = make-up pump 1 on

[MP2_Cmd.1]
area = coil
address = 3
access = write
labels = 0:停:off, 1:启:on
authority = AUTH 1
group = 设定1
zh = 补水泵2启停
en = make-up pump 2 on

# ---- circuit 2: registers 55-89, curve, slots and alarm limits 240-275, inputs 16-26, coils 10-13 ----

[T2g.2]
address = 55
type = int16
scale = 0.1
unit = °C
low = 0
high = 110
frozen_s = 21600
group = 二次侧2
zh = 二次供温
en = secondary supply temp

[T2h.2]
address = 56
type = int16
scale = 0.1
unit = °C
low = 0
high = 100
frozen_s = 21600
group = 二次侧2
zh = 二次回温
en = secondary return temp

[P2g.2]
address = 57
type = uint16
scale = 0.001
unit = MPa
low = 0
high = 1.6
group = 二次侧2
zh = 二次供压
en = secondary supply pressure

[P2h.2]
address = 58
type = uint16
scale = 0.001
unit = MPa
low = 0
high = 1.6
group = 二次侧2
zh = 二次回压
en = secondary return pressure

[DP2.2]
address = 59
type = int16
scale = 0.001
unit = MPa
low = -1
high = 1.6
group = 二次侧2
zh = 二次压差
en = secondary differential

[DPs.2]
address = 60
type = int16
scale = 0.001
unit = MPa
low = -0.5
high = 1
group = 二次侧2
zh = 除污器压差
en = strainer differential

[F2.2]
address = 61
type = uint16
scale = 0.1
unit = t/h
low = 0
high = 5000
group = 二次侧2
zh = 二次瞬时流量
en = secondary flow

[CV_U.2]
address = 62
type = uint16
scale = 0.1
unit = %
low = 0
high = 100
group = 二次侧2
zh = 调节阀反馈
en = valve feedback

[CP1_Hz.2]
address = 63
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧2
zh = 循环泵1频率
en = circ. pump 1 frequency

[CP1_A.2]
address = 64
type = uint16
scale = 0.1
unit = A
low = 0
high = 2000
group = 二次侧2
zh = 循环泵1电流
en = circ. pump 1 current

[CP2_Hz.2]
address = 65
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧2
zh = 循环泵2频率
en = circ. pump 2 frequency

[CP2_A.2]
address = 66
type = uint16
scale = 0.1
unit = A
low = 0
high = 2000
group = 二次侧2
zh = 循环泵2电流
en = circ. pump 2 current

[MP1_Hz.2]
address = 67
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧2
zh = 补水泵1频率
en = make-up pump 1 frequency

[MP2_Hz.2]
address = 68
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧2
zh = 补水泵2频率
en = make-up pump 2 frequency

[Fm.2]
address = 69
type = uint16
scale = 0.01
unit = t/h
low = 0
high = 300
group = 二次侧2
zh = 补水瞬时流量
en = make-up flow

[Vm.2]
address = 70
type = uint32
scale = 0.1
unit = m3
invalid = 0xFFFFFFFF
group = 二次侧2
zh = 补水累计
en = make-up total

[TR_avg.2]
address = 72
type = int16
scale = 0.1
unit = °C
low = -20
high = 50
frozen_s = 86400
group = 二次侧2
zh = 室温均值
en = room temp, mean

[TR_min.2]
address = 73
type = int16
scale = 0.1
unit = °C
low = -20
high = 50
frozen_s = 86400
group = 二次侧2
zh = 室温最低
en = room temp, lowest

[N18.2]
address = 74
type = uint16
scale = 1
unit = 户
low = 0
high = 65000
group = 二次侧2
zh = 室温合格数
en = rooms at 18 °C or more

[CP1_Run.2]
area = discrete
address = 16
labels = 0:停:stopped, 1:运行:running
group = 二次侧2
zh = 循环泵1运行
en = circ. pump 1 running

[CP1_Flt.2]
area = discrete
address = 17
labels = 0:正常:normal, 1:故障:fault
group = 二次侧2
zh = 循环泵1故障
en = circ. pump 1 fault

[CP1_Rem.2]
area = discrete
address = 18
labels = 0:就地:local, 1:远程:remote
group = 二次侧2
zh = 循环泵1远程
en = circ. pump 1 remote

[CP2_Run.2]
area = discrete
address = 19
labels = 0:停:stopped, 1:运行:running
group = 二次侧2
zh = 循环泵2运行
en = circ. pump 2 running

[CP2_Flt.2]
area = discrete
address = 20
labels = 0:正常:normal, 1:故障:fault
group = 二次侧2
zh = 循环泵2故障
en = circ. pump 2 fault

[CP2_Rem.2]
area = discrete
address = 21
labels = 0:就地:local, 1:远程:remote
group = 二次侧2
zh = 循环泵2远程
en = circ. pump 2 remote

[MP1_Run.2]
area = discrete
address = 22
labels = 0:停:stopped, 1:运行:running
group = 二次侧2
zh = 补水泵1运行
en = make-up pump 1 running

[MP1_Flt.2]
area = discrete
address = 23
labels = 0:正常:normal, 1:故障:fault
group = 二次侧2
zh = 补水泵1故障
en = make-up pump 1 fault

[MP2_Run.2]
area = discrete
address = 24
labels = 0:停:stopped, 1:运行:running
group = 二次侧2
zh = 补水泵2运行
en = make-up pump 2 running

[MP2_Flt.2]
area = discrete
address = 25
labels = 0:正常:normal, 1:故障:fault
group = 二次侧2
zh = 补水泵2故障
en = make-up pump 2 fault

[XSV.2]
area = discrete
address = 26
labels = 0:关:closed, 1:开:open
group = 二次侧2
zh = 泄压阀状态
en = relief valve

[CV_Mode.2]
address = 75
type = enum
labels = 0:固定开度:fixed opening, 1:恒定供温:constant T2g, 2:气候补偿:curve, 3:恒定流量:constant flow
access = write
set_low = 0
set_high = 3
authority = AUTH 1
group = 设定2
zh = 阀门工作方式
en = valve mode

[T2g_SP.2]
address = 76
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 70
step = 3
step_wait_s = 1800
authority = AUTH 1
in_force_when = CV_Mode.2 1
curve_when = CV_Mode.2 2
group = 设定2
zh = 二次供温设定
en = secondary supply set-point

[CV_SP.2]
address = 77
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
in_force_when = CV_Mode.2 0
group = 设定2
zh = 开度给定
en = valve opening set-point

[CV_Min.2]
address = 78
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
group = 设定2
zh = 开度下限
en = valve opening, least

[CV_Max.2]
address = 79
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
group = 设定2
zh = 开度上限
en = valve opening, most

[F1_SP.2]
address = 80
type = uint16
scale = 0.1
unit = t/h
access = write
set_low = 0
set_high = 3000
step = 50
authority = AUTH 1
in_force_when = CV_Mode.2 3
group = 设定2
zh = 流量设定
en = primary flow set-point

[XP_Mode.2]
address = 81
type = enum
labels = 0:固定频率:fixed frequency, 1:恒定压差:constant differential
access = write
set_low = 0
set_high = 1
authority = AUTH 1
group = 设定2
zh = 循环泵方式
en = circ. pump mode

[XP_Hz.2]
address = 82
type = uint16
scale = 0.1
unit = Hz
access = write
set_low = 20
set_high = 50
step = 5
authority = AUTH 1
in_force_when = XP_Mode.2 0
group = 设定2
zh = 循环泵频率设定
en = circ. pump frequency set-point

[XP_DP.2]
address = 83
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.03
set_high = 0.2
step = 0.02
authority = AUTH 1
in_force_when = XP_Mode.2 1
group = 设定2
zh = 循环泵压差设定
en = circ. pump differential set-point

[BP_P2h.2]
address = 84
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定2
zh = 补水压力设定
en = make-up pressure set-point

[BP_H.2]
address = 85
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定2
zh = 补水压力上限
en = make-up pressure, stop

[BP_L.2]
address = 86
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定2
zh = 补水压力下限
en = make-up pressure, start

[CURVE_1_OT.2]
address = 240
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线1室外温度
en = curve 1, outdoor temp

[CURVE_2_OT.2]
address = 241
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线2室外温度
en = curve 2, outdoor temp

[CURVE_3_OT.2]
address = 242
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线3室外温度
en = curve 3, outdoor temp

[CURVE_4_OT.2]
address = 243
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线4室外温度
en = curve 4, outdoor temp

[CURVE_5_OT.2]
address = 244
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线5室外温度
en = curve 5, outdoor temp

[CURVE_6_OT.2]
address = 245
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线6室外温度
en = curve 6, outdoor temp

[CURVE_7_OT.2]
address = 246
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线7室外温度
en = curve 7, outdoor temp

[CURVE_8_OT.2]
address = 247
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线8室外温度
en = curve 8, outdoor temp

[CURVE_1.2]
address = 248
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线1供温
en = curve 1, supply temp

[CURVE_2.2]
address = 249
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线2供温
en = curve 2, supply temp

[CURVE_3.2]
address = 250
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线3供温
en = curve 3, supply temp

[CURVE_4.2]
address = 251
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线4供温
en = curve 4, supply temp

[CURVE_5.2]
address = 252
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线5供温
en = curve 5, supply temp

[CURVE_6.2]
address = 253
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线6供温
en = curve 6, supply temp

[CURVE_7.2]
address = 254
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线7供温
en = curve 7, supply temp

[CURVE_8.2]
address = 255
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 曲线8供温
en = curve 8, supply temp

[SLOT_0.2]
address = 256
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 0-2点偏差
en = offset 0-2 h

[SLOT_1.2]
address = 257
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 2-4点偏差
en = offset 2-4 h

[SLOT_2.2]
address = 258
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 4-6点偏差
en = offset 4-6 h

[SLOT_3.2]
address = 259
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 6-8点偏差
en = offset 6-8 h

[SLOT_4.2]
address = 260
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 8-10点偏差
en = offset 8-10 h

[SLOT_5.2]
address = 261
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 10-12点偏差
en = offset 10-12 h

[SLOT_6.2]
address = 262
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 12-14点偏差
en = offset 12-14 h

[SLOT_7.2]
address = 263
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 14-16点偏差
en = offset 14-16 h

[SLOT_8.2]
address = 264
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 16-18点偏差
en = offset 16-18 h

[SLOT_9.2]
address = 265
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 18-20点偏差
en = offset 18-20 h

[SLOT_10.2]
address = 266
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 20-22点偏差
en = offset 20-22 h

[SLOT_11.2]
address = 267
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.2 2
every = 6
group = 设定2
zh = 22-24点偏差
en = offset 22-24 h

[AL_T2g_H.2]
address = 268
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 80
step = 5
authority = AUTH 1
every = 6
group = 设定2
zh = 二次供温上限报警
en = alarm: T2g high

[AL_T2g_HH.2]
address = 269
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 85
step = 5
authority = AUTH 1
every = 6
group = 设定2
zh = 二次供温上上限报警
en = alarm: T2g very high

[AL_P2g_H.2]
address = 270
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.2
set_high = 1.0
step = 0.05
authority = AUTH 1
every = 6
group = 设定2
zh = 二次供压上限报警
en = alarm: P2g high

[AL_P2h_H.2]
address = 271
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.9
step = 0.05
authority = AUTH 1
every = 6
group = 设定2
zh = 二次回压上限报警
en = alarm: P2h high

[AL_P2h_L.2]
address = 272
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.05
set_high = 0.8
step = 0.05
authority = AUTH 1
every = 6
group = 设定2
zh = 二次回压下限报警
en = alarm: P2h low

[AL_P2h_LL.2]
address = 273
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.05
set_high = 0.8
step = 0.05
authority = AUTH 1
every = 6
group = 设定2
zh = 二次回压下下限停泵
en = alarm: P2h very low, trips pumps

[AL_P1g_L.2]
address = 274
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 2.0
step = 0.05
authority = AUTH 1
every = 6
group = 设定2
zh = 一次供压下限报警
en = alarm: P1g low

[AL_T1h_H.2]
address = 275
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 90
step = 5
authority = AUTH 1
every = 6
group = 设定2
zh = 一次回温上限报警
en = alarm: T1h high

[CP1_Cmd.2]
area = coil
address = 10
access = write
labels = 0:停:off, 1:启:on
authority = CP1_Rem.2 1
group = 设定2
zh = 循环泵1启停
en = circ. pump 1 on

[CP2_Cmd.2]
area = coil
address = 11
access = write
labels = 0:停:off, 1:启:on
authority = CP2_Rem.2 1
group = 设定2
zh = 循环泵2启停
en = circ. pump 2 on

[MP1_Cmd.2]
area = coil
address = 12
access = write
labels = 0:停:off, 1:启:on
authority = AUTH 1
group = 设定2
zh = 补水泵1启停
en = make-up pump 1 on

[MP2_Cmd.2]
area = coil
address = 13
access = write
labels = 0:停:off, 1:启:on
authority = AUTH 1
group = 设定2
zh = 补水泵2启停
en = make-up pump 2 on

# ---- circuit 3: registers 90-124, curve, slots and alarm limits 280-315, inputs 28-38, coils 20-23 ----

[T2g.3]
address = 90
type = int16
scale = 0.1
unit = °C
low = 0
high = 110
frozen_s = 21600
group = 二次侧3
zh = 二次供温
en = secondary supply temp

[T2h.3]
address = 91
type = int16
scale = 0.1
unit = °C
low = 0
high = 100
frozen_s = 21600
group = 二次侧3
zh = 二次回温
en = secondary return temp

[P2g.3]
address = 92
type = uint16
scale = 0.001
unit = MPa
low = 0
high = 1.6
group = 二次侧3
zh = 二次供压
en = secondary supply pressure

[P2h.3]
address = 93
type = uint16
scale = 0.001
unit = MPa
low = 0
high = 1.6
group = 二次侧3
zh = 二次回压
en = secondary return pressure

[DP2.3]
address = 94
type = int16
scale = 0.001
unit = MPa
low = -1
high = 1.6
group = 二次侧3
zh = 二次压差
en = secondary differential

[DPs.3]
address = 95
type = int16
scale = 0.001
unit = MPa
low = -0.5
high = 1
group = 二次侧3
zh = 除污器压差
en = strainer differential

[F2.3]
address = 96
type = uint16
scale = 0.1
unit = t/h
low = 0
high = 5000
group = 二次侧3
zh = 二次瞬时流量
en = secondary flow

[CV_U.3]
address = 97
type = uint16
scale = 0.1
unit = %
low = 0
high = 100
group = 二次侧3
zh = 调节阀反馈
en = valve feedback

[CP1_Hz.3]
address = 98
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧3
zh = 循环泵1频率
en = circ. pump 1 frequency

[CP1_A.3]
address = 99
type = uint16
scale = 0.1
unit = A
low = 0
high = 2000
group = 二次侧3
zh = 循环泵1电流
en = circ. pump 1 current

[CP2_Hz.3]
address = 100
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧3
zh = 循环泵2频率
en = circ. pump 2 frequency

[CP2_A.3]
address = 101
type = uint16
scale = 0.1
unit = A
low = 0
high = 2000
group = 二次侧3
zh = 循环泵2电流
en = circ. pump 2 current

[MP1_Hz.3]
address = 102
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧3
zh = 补水泵1频率
en = make-up pump 1 frequency

[MP2_Hz.3]
address = 103
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 60
group = 二次侧3
zh = 补水泵2频率
en = make-up pump 2 frequency

[Fm.3]
address = 104
type = uint16
scale = 0.01
unit = t/h
low = 0
high = 300
group = 二次侧3
zh = 补水瞬时流量
en = make-up flow

[Vm.3]
address = 105
type = uint32
scale = 0.1
unit = m3
invalid = 0xFFFFFFFF
group = 二次侧3
zh = 补水累计
en = make-up total

[TR_avg.3]
address = 107
type = int16
scale = 0.1
unit = °C
low = -20
high = 50
frozen_s = 86400
group = 二次侧3
zh = 室温均值
en = room temp, mean

[TR_min.3]
address = 108
type = int16
scale = 0.1
unit = °C
low = -20
high = 50
frozen_s = 86400
group = 二次侧3
zh = 室温最低
en = room temp, lowest

[N18.3]
address = 109
type = uint16
scale = 1
unit = 户
low = 0
high = 65000
group = 二次侧3
zh = 室温合格数
en = rooms at 18 °C or more

[CP1_Run.3]
area = discrete
address = 28
labels = 0:停:stopped, 1:运行:running
group = 二次侧3
zh = 循环泵1运行
en = circ. pump 1 running

[CP1_Flt.3]
area = discrete
address = 29
labels = 0:正常:normal, 1:故障:fault
group = 二次侧3
zh = 循环泵1故障
en = circ. pump 1 fault

[CP1_Rem.3]
area = discrete
address = 30
labels = 0:就地:local, 1:远程:remote
group = 二次侧3
zh = 循环泵1远程
en = circ. pump 1 remote

[CP2_Run.3]
area = discrete
address = 31
labels = 0:停:stopped, 1:运行:running
group = 二次侧3
zh = 循环泵2运行
en = circ. pump 2 running

[CP2_Flt.3]
area = discrete
address = 32
labels = 0:正常:normal, 1:故障:fault
group = 二次侧3
zh = 循环泵2故障
en = circ. pump 2 fault

[CP2_Rem.3]
area = discrete
address = 33
labels = 0:就地:local, 1:远程:remote
group = 二次侧3
zh = 循环泵2远程
en = circ. pump 2 remote

[MP1_Run.3]
area = discrete
address = 34
labels = 0:停:stopped, 1:运行:running
group = 二次侧3
zh = 补水泵1运行
en = make-up pump 1 running

[MP1_Flt.3]
area = discrete
address = 35
labels = 0:正常:normal, 1:故障:fault
group = 二次侧3
zh = 补水泵1故障
en = make-up pump 1 fault

[MP2_Run.3]
area = discrete
address = 36
labels = 0:停:stopped, 1:运行:running
group = 二次侧3
zh = 补水泵2运行
en = make-up pump 2 running

[MP2_Flt.3]
area = discrete
address = 37
labels = 0:正常:normal, 1:故障:fault
group = 二次侧3
zh = 补水泵2故障
en = make-up pump 2 fault

[XSV.3]
area = discrete
address = 38
labels = 0:关:closed, 1:开:open
group = 二次侧3
zh = 泄压阀状态
en = relief valve

[CV_Mode.3]
address = 110
type = enum
labels = 0:固定开度:fixed opening, 1:恒定供温:constant T2g, 2:气候补偿:curve, 3:恒定流量:constant flow
access = write
set_low = 0
set_high = 3
authority = AUTH 1
group = 设定3
zh = 阀门工作方式
en = valve mode

[T2g_SP.3]
address = 111
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 70
step = 3
step_wait_s = 1800
authority = AUTH 1
in_force_when = CV_Mode.3 1
curve_when = CV_Mode.3 2
group = 设定3
zh = 二次供温设定
en = secondary supply set-point

[CV_SP.3]
address = 112
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
in_force_when = CV_Mode.3 0
group = 设定3
zh = 开度给定
en = valve opening set-point

[CV_Min.3]
address = 113
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
group = 设定3
zh = 开度下限
en = valve opening, least

[CV_Max.3]
address = 114
type = uint16
scale = 0.1
unit = %
access = write
set_low = 0
set_high = 100
step = 10
authority = AUTH 1
group = 设定3
zh = 开度上限
en = valve opening, most

[F1_SP.3]
address = 115
type = uint16
scale = 0.1
unit = t/h
access = write
set_low = 0
set_high = 3000
step = 50
authority = AUTH 1
in_force_when = CV_Mode.3 3
group = 设定3
zh = 流量设定
en = primary flow set-point

[XP_Mode.3]
address = 116
type = enum
labels = 0:固定频率:fixed frequency, 1:恒定压差:constant differential
access = write
set_low = 0
set_high = 1
authority = AUTH 1
group = 设定3
zh = 循环泵方式
en = circ. pump mode

[XP_Hz.3]
address = 117
type = uint16
scale = 0.1
unit = Hz
access = write
set_low = 20
set_high = 50
step = 5
authority = AUTH 1
in_force_when = XP_Mode.3 0
group = 设定3
zh = 循环泵频率设定
en = circ. pump frequency set-point

[XP_DP.3]
address = 118
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.03
set_high = 0.2
step = 0.02
authority = AUTH 1
in_force_when = XP_Mode.3 1
group = 设定3
zh = 循环泵压差设定
en = circ. pump differential set-point

[BP_P2h.3]
address = 119
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定3
zh = 补水压力设定
en = make-up pressure set-point

[BP_H.3]
address = 120
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定3
zh = 补水压力上限
en = make-up pressure, stop

[BP_L.3]
address = 121
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.8
step = 0.02
authority = AUTH 1
group = 设定3
zh = 补水压力下限
en = make-up pressure, start

[CURVE_1_OT.3]
address = 280
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线1室外温度
en = curve 1, outdoor temp

[CURVE_2_OT.3]
address = 281
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线2室外温度
en = curve 2, outdoor temp

[CURVE_3_OT.3]
address = 282
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线3室外温度
en = curve 3, outdoor temp

[CURVE_4_OT.3]
address = 283
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线4室外温度
en = curve 4, outdoor temp

[CURVE_5_OT.3]
address = 284
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线5室外温度
en = curve 5, outdoor temp

[CURVE_6_OT.3]
address = 285
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线6室外温度
en = curve 6, outdoor temp

[CURVE_7_OT.3]
address = 286
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线7室外温度
en = curve 7, outdoor temp

[CURVE_8_OT.3]
address = 287
type = int16
scale = 0.1
unit = °C
access = write
set_low = -20
set_high = 15
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线8室外温度
en = curve 8, outdoor temp

[CURVE_1.3]
address = 288
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线1供温
en = curve 1, supply temp

[CURVE_2.3]
address = 289
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线2供温
en = curve 2, supply temp

[CURVE_3.3]
address = 290
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线3供温
en = curve 3, supply temp

[CURVE_4.3]
address = 291
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线4供温
en = curve 4, supply temp

[CURVE_5.3]
address = 292
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线5供温
en = curve 5, supply temp

[CURVE_6.3]
address = 293
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线6供温
en = curve 6, supply temp

[CURVE_7.3]
address = 294
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线7供温
en = curve 7, supply temp

[CURVE_8.3]
address = 295
type = int16
scale = 0.1
unit = °C
access = write
set_low = 25
set_high = 75
step = 3
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 曲线8供温
en = curve 8, supply temp

[SLOT_0.3]
address = 296
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 0-2点偏差
en = offset 0-2 h

[SLOT_1.3]
address = 297
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 2-4点偏差
en = offset 2-4 h

[SLOT_2.3]
address = 298
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 4-6点偏差
en = offset 4-6 h

[SLOT_3.3]
address = 299
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 6-8点偏差
en = offset 6-8 h

[SLOT_4.3]
address = 300
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 8-10点偏差
en = offset 8-10 h

[SLOT_5.3]
address = 301
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 10-12点偏差
en = offset 10-12 h

[SLOT_6.3]
address = 302
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 12-14点偏差
en = offset 12-14 h

[SLOT_7.3]
address = 303
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 14-16点偏差
en = offset 14-16 h

[SLOT_8.3]
address = 304
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 16-18点偏差
en = offset 16-18 h

[SLOT_9.3]
address = 305
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 18-20点偏差
en = offset 18-20 h

[SLOT_10.3]
address = 306
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 20-22点偏差
en = offset 20-22 h

[SLOT_11.3]
address = 307
type = int16
scale = 0.1
unit = K
access = write
set_low = -5
set_high = 5
step = 2
authority = AUTH 1
in_force_when = CV_Mode.3 2
every = 6
group = 设定3
zh = 22-24点偏差
en = offset 22-24 h

[AL_T2g_H.3]
address = 308
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 80
step = 5
authority = AUTH 1
every = 6
group = 设定3
zh = 二次供温上限报警
en = alarm: T2g high

[AL_T2g_HH.3]
address = 309
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 85
step = 5
authority = AUTH 1
every = 6
group = 设定3
zh = 二次供温上上限报警
en = alarm: T2g very high

[AL_P2g_H.3]
address = 310
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.2
set_high = 1.0
step = 0.05
authority = AUTH 1
every = 6
group = 设定3
zh = 二次供压上限报警
en = alarm: P2g high

[AL_P2h_H.3]
address = 311
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 0.9
step = 0.05
authority = AUTH 1
every = 6
group = 设定3
zh = 二次回压上限报警
en = alarm: P2h high

[AL_P2h_L.3]
address = 312
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.05
set_high = 0.8
step = 0.05
authority = AUTH 1
every = 6
group = 设定3
zh = 二次回压下限报警
en = alarm: P2h low

[AL_P2h_LL.3]
address = 313
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.05
set_high = 0.8
step = 0.05
authority = AUTH 1
every = 6
group = 设定3
zh = 二次回压下下限停泵
en = alarm: P2h very low, trips pumps

[AL_P1g_L.3]
address = 314
type = uint16
scale = 0.001
unit = MPa
access = write
set_low = 0.1
set_high = 2.0
step = 0.05
authority = AUTH 1
every = 6
group = 设定3
zh = 一次供压下限报警
en = alarm: P1g low

[AL_T1h_H.3]
address = 315
type = int16
scale = 0.1
unit = °C
access = write
set_low = 30
set_high = 90
step = 5
authority = AUTH 1
every = 6
group = 设定3
zh = 一次回温上限报警
en = alarm: T1h high

[CP1_Cmd.3]
area = coil
address = 20
access = write
labels = 0:停:off, 1:启:on
authority = CP1_Rem.3 1
group = 设定3
zh = 循环泵1启停
en = circ. pump 1 on

[CP2_Cmd.3]
area = coil
address = 21
access = write
labels = 0:停:off, 1:启:on
authority = CP2_Rem.3 1
group = 设定3
zh = 循环泵2启停
en = circ. pump 2 on

[MP1_Cmd.3]
area = coil
address = 22
access = write
labels = 0:停:off, 1:启:on
authority = AUTH 1
group = 设定3
zh = 补水泵1启停
en = make-up pump 1 on

[MP2_Cmd.3]
area = coil
address = 23
access = write
labels = 0:停:off, 1:启:on
authority = AUTH 1
group = 设定3
zh = 补水泵2启停
en = make-up pump 2 on
