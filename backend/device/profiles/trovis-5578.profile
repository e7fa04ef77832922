# trovis-5578: SAMSON TROVIS 5578, controller of a district heating substation, three circuits and
# hot water. The format is told in heatdesk-profile(5).
#
# What is particular here:
# - The printed number is not the wire address: HR40001 is register 0, CL1 is coil 0.
# - It answers runs of registers; a read that reaches into the gap between two runs fails whole
#   (exception 2), also where the next run follows at once. Inside a run every register answers.
# - A sensor that is not there reads 32767.
# - A set-point of the supervisor counts only while its level coil (CL88-CL124) is 0; at 1 the
#   controller works on its own and ignores the write without an error. A timer per circuit
#   (HR40078-HR40081) gives control back.
# - HR40145 must hold the access code before a write; 1732 is the code as delivered.
# - Heat meters on its bus give totals as decimal limbs (10^4, 1, 10^-3) and a unit register: read in
#   two requests they would be torn.
# - Settings are kept in a memory that stands a limited number of writes: hence the budget.
# - RueF sensors sit in the primary return of their circuit's heat exchanger: T1h.1 … T1h.3.

[profile]
zh = 萨姆森 TROVIS 5578
en = SAMSON TROVIS 5578
ranges = holding 0-5, 9-31, 33-53, 56-84, 98-124, 129-141, 142-166, 200-214
ranges = holding 299-319, 499-512, 699-711, 899-931, 999-1044, 1045-1071, 1089-1104, 1199-1243
ranges = holding 1248-1271, 1399-1443, 1448-1471, 1799-1806, 1807-1812, 1826-1849, 1862-1870, 1899-1902
ranges = holding 1999-2002, 2199-2202, 2399-2402, 6399-6432, 6469-6477, 6487-6493, 6499-6529, 6530-6561
ranges = holding 6562-6592, 6593-6623, 6624-6657, 6749-6771, 6774-6781, 6785-6792, 6797-6873, 6874-6907
ranges = holding 6999-7029, 7030-7061, 7062-7092, 7093-7123, 7124-7157, 7249-7271, 7274-7281, 7285-7292
ranges = holding 7297-7373, 7374-7407, 7499-7529, 7530-7561, 7562-7592, 7593-7623, 7624-7657, 7749-7771
ranges = holding 7774-7781, 7785-7792, 7797-7873, 7874-7907
ranges = coil 0-8, 9-17, 21-22, 23-39, 56-66, 87-112, 113-120, 121-143
ranges = coil 144-171, 175-214, 221-237, 244-254, 299-308, 321-337, 400-426, 500-536
ranges = coil 600-630, 700-732, 800-816, 900-928, 997-1009, 1024-1045, 1199-1212, 1223-1237
ranges = coil 1399-1412, 1423-1437, 1799-1811, 1824-1844, 2100-2127, 2200-2223, 2300-2327, 3100-3127
ranges = coil 3200-3227, 3300-3327, 3999-4015, 4099-4122, 4199-4208, 5999-6000, 9909-9913
functions = 1, 3, 5, 6, 15, 16
most_registers = 50
gap = 50
pause_ms = 5
timeout_ms = 1500
period_s = 15
connections = 1
write_function = 6
write_coil_function = 5
write_budget_day = 50
unlock = 144 1732
identity = 0 5578 5578

[defaults]
area = holding

[TYPE]
address = 0
document = HR40001
type = uint16
low = 5000
high = 6000
every = 20
group = 站
zh = 产品代号
en = product code

[SYS]
address = 1
document = HR40002
type = uint16
scale = 0.1
low = 1
high = 50
every = 20
group = 站
zh = 系统号
en = hydraulic scheme

[FW]
address = 2
document = HR40003
type = uint16
scale = 0.01
low = 0
high = 10
every = 20
group = 站
zh = 固件版本
en = firmware version

[SERIAL]
address = 5
document = HR40006
type = uint16
every = 20
group = 站
zh = 控制器编号
en = controller number

[OT]
address = 9
document = HR40010
type = int16
scale = 0.1
unit = °C
invalid = 32767
low = -40
high = 160
frozen_s = 21600
group = 站
zh = 室外温度
en = outdoor temp

[OT_2]
address = 10
document = HR40011
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 站
zh = 室外温度2
en = outdoor temp 2

[OT_avg]
address = 42
document = HR40043
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 站
zh = 室外日均温度
en = outdoor temp, mean of the day

[T2g.1]
address = 12
document = HR40013
type = int16
scale = 0.1
unit = °C
invalid = 32767
low = -40
high = 160
frozen_s = 21600
group = 二次侧1
zh = 二次供温
en = secondary supply temp

[T2g.2]
address = 13
document = HR40014
type = int16
scale = 0.1
unit = °C
invalid = 32767
low = -40
high = 160
frozen_s = 21600
group = 二次侧2
zh = 二次供温
en = secondary supply temp

[T2g.3]
address = 14
document = HR40015
type = int16
scale = 0.1
unit = °C
invalid = 32767
low = -40
high = 160
frozen_s = 21600
group = 二次侧3
zh = 二次供温
en = secondary supply temp

[T_VF4]
address = 15
document = HR40016
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 站
zh = 供温VF4
en = flow temp VF4

[T1h.1]
address = 16
document = HR40017
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
frozen_s = 21600
group = 二次侧1
zh = 一次回温(回路)
en = primary return temp of the circuit

[T1h.2]
address = 17
document = HR40018
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
frozen_s = 21600
group = 二次侧2
zh = 一次回温(回路)
en = primary return temp of the circuit

[T1h.3]
address = 18
document = HR40019
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
frozen_s = 21600
group = 二次侧3
zh = 一次回温(回路)
en = primary return temp of the circuit

[TR.1]
address = 19
document = HR40020
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 二次侧1
zh = 室温
en = room temp

[TR.2]
address = 20
document = HR40021
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 二次侧2
zh = 室温
en = room temp

[TR.3]
address = 21
document = HR40022
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 二次侧3
zh = 室温
en = room temp

[TW_1]
address = 22
document = HR40023
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 生活热水
zh = 热水水箱温度1
en = hot-water storage temp 1

[TW_2]
address = 23
document = HR40024
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 生活热水
zh = 热水水箱温度2
en = hot-water storage temp 2

[TW_3]
address = 24
document = HR40025
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -40
high = 160
group = 生活热水
zh = 热水水箱温度3
en = hot-water storage temp 3

[AE_1]
address = 25
document = HR40026
type = int16
scale = 0.1
invalid = 32767
optional = yes
low = -5
high = 2000
every = 4
group = 站
zh = 模拟输入1
en = analogue input 1

[AE_2]
address = 26
document = HR40027
type = int16
scale = 0.1
invalid = 32767
optional = yes
low = -5
high = 2000
every = 4
group = 站
zh = 模拟输入2
en = analogue input 2

[AE_3]
address = 27
document = HR40028
type = int16
scale = 0.1
invalid = 32767
optional = yes
low = -5
high = 2000
every = 4
group = 站
zh = 模拟输入3
en = analogue input 3

[PULSE]
address = 28
document = HR40029
type = uint16
unit = imp/h
invalid = 32767
optional = yes
low = 0
high = 1000
every = 4
group = 站
zh = 脉冲频率
en = pulse rate

[AE_0]
address = 41
document = HR40042
type = uint16
scale = 0.01
unit = V
invalid = 32767
optional = yes
low = 0
high = 10
every = 4
group = 站
zh = 0-10V输入
en = 0-10 V input

[AA_1]
address = 50
document = HR40051
type = uint16
scale = 0.1
unit = V
low = 0
high = 10
every = 4
group = 站
zh = 模拟输出1
en = analogue output 1

[AA_2]
address = 51
document = HR40052
type = uint16
scale = 0.1
unit = V
low = 0
high = 10
every = 4
group = 站
zh = 模拟输出2
en = analogue output 2

[AA_3]
address = 52
document = HR40053
type = uint16
scale = 0.1
unit = V
low = 0
high = 10
every = 4
group = 站
zh = 模拟输出3
en = analogue output 3

[AA_4]
address = 53
document = HR40054
type = uint16
scale = 0.1
unit = V
low = 0
high = 10
every = 4
group = 站
zh = 模拟输出4
en = analogue output 4

[Mode_Sw.1]
address = 69
document = HR40070
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
group = 二次侧1
zh = 旋钮模式
en = mode at the selector

[Mode.1]
address = 73
document = HR40074
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
group = 二次侧1
zh = 当前模式
en = mode in force

[GLT_Min.1]
address = 77
document = HR40078
type = uint16
unit = min
group = 二次侧1
zh = 距自治剩余
en = minutes until autonomous

[Mode_Sw.2]
address = 70
document = HR40071
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
group = 二次侧2
zh = 旋钮模式
en = mode at the selector

[Mode.2]
address = 74
document = HR40075
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
group = 二次侧2
zh = 当前模式
en = mode in force

[GLT_Min.2]
address = 78
document = HR40079
type = uint16
unit = min
group = 二次侧2
zh = 距自治剩余
en = minutes until autonomous

[Mode_Sw.3]
address = 71
document = HR40072
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
group = 二次侧3
zh = 旋钮模式
en = mode at the selector

[Mode.3]
address = 75
document = HR40076
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
group = 二次侧3
zh = 当前模式
en = mode in force

[GLT_Min.3]
address = 79
document = HR40080
type = uint16
unit = min
group = 二次侧3
zh = 距自治剩余
en = minutes until autonomous

[TW_Mode_Sw]
address = 72
document = HR40073
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
group = 生活热水
zh = 旋钮模式
en = mode at the selector

[TW_Mode]
address = 76
document = HR40077
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
group = 生活热水
zh = 当前模式
en = mode in force

[TW_GLT_Min]
address = 80
document = HR40081
type = uint16
unit = min
group = 生活热水
zh = 距自治剩余
en = minutes until autonomous

[T_SP_Max]
address = 98
document = HR40099
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = 5
high = 130
group = 站
zh = 最高供温需求
en = highest flow set-point

[Mode_SP.1]
address = 105
document = HR40106
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
access = write
level_coil = LV_Mode_SP.1 0
authority = MAN.1 0
group = 设定1
zh = 上位机模式
en = supervisor mode

[CV_U.1]
address = 106
document = HR40107
type = uint16
unit = %
low = 0
high = 100
group = 二次侧1
zh = 调节阀开度
en = valve signal

[CV_SP.1]
address = 106
document = HR40107
type = uint16
unit = %
access = write
set_low = 0
set_high = 100
step = 10
level_coil = LV_CV_SP.1 0
authority = MAN.1 0
group = 设定1
zh = 开度给定
en = valve opening set-point

[Mode_SP.2]
address = 107
document = HR40108
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
access = write
level_coil = LV_Mode_SP.2 0
authority = MAN.2 0
group = 设定2
zh = 上位机模式
en = supervisor mode

[CV_U.2]
address = 108
document = HR40109
type = uint16
unit = %
low = 0
high = 100
group = 二次侧2
zh = 调节阀开度
en = valve signal

[CV_SP.2]
address = 108
document = HR40109
type = uint16
unit = %
access = write
set_low = 0
set_high = 100
step = 10
level_coil = LV_CV_SP.2 0
authority = MAN.2 0
group = 设定2
zh = 开度给定
en = valve opening set-point

[Mode_SP.3]
address = 109
document = HR40110
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
access = write
level_coil = LV_Mode_SP.3 0
authority = MAN.3 0
group = 设定3
zh = 上位机模式
en = supervisor mode

[CV_U.3]
address = 110
document = HR40111
type = uint16
unit = %
low = 0
high = 100
group = 二次侧3
zh = 调节阀开度
en = valve signal

[CV_SP.3]
address = 110
document = HR40111
type = uint16
unit = %
access = write
set_low = 0
set_high = 100
step = 10
level_coil = LV_CV_SP.3 0
authority = MAN.3 0
group = 设定3
zh = 开度给定
en = valve opening set-point

[TW_Mode_SP]
address = 111
document = HR40112
type = enum
labels = 2:待机:standby, 4:日间:day, 5:夜间:night
access = write
level_coil = LV_TW_Mode_SP 0
authority = TW_MAN 0
group = 热水设定
zh = 上位机模式
en = supervisor mode

[Summer_T]
address = 116
document = HR40117
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 30
step = 3
every = 20
group = 站
zh = 夏季室外温度限值
en = summer limit of the daily mean

[Summer_On]
address = 114
document = HR40115
type = uint16
access = write
set_low = 1
set_high = 3
every = 20
group = 站
zh = 进入夏季天数
en = warm days to enter summer

[Summer_Off]
address = 115
document = HR40116
type = uint16
access = write
set_low = 1
set_high = 3
every = 20
group = 站
zh = 退出夏季天数
en = cool days to leave summer

[OT_Delay]
address = 117
document = HR40118
type = uint16
unit = K/h
access = write
set_low = 1
set_high = 6
every = 20
group = 站
zh = 室外温度延迟
en = outdoor temp rate limit

[Mon_Dev]
address = 120
document = HR40121
type = int16
scale = 0.1
unit = °C
access = write
set_low = 1
set_high = 30
every = 20
group = 站
zh = 温度监测偏差
en = monitored deviation

[Mon_Time]
address = 121
document = HR40122
type = uint16
unit = min
access = write
set_low = 1
set_high = 120
every = 20
group = 站
zh = 温度监测时间
en = monitored time

[Frost_T]
address = 122
document = HR40123
type = int16
scale = 0.1
unit = °C
access = write
set_low = -15
set_high = 3
every = 20
group = 站
zh = 防冻限值
en = frost limit

[Q1_Max]
address = 132
document = HR40133
type = uint16
scale = 0.1
unit = kW
access = write
set_low = 0.1
set_high = 6500
every = 20
group = 站
zh = 总功率上限
en = overall power limit

[F1_Max]
address = 139
document = HR40140
type = uint16
scale = 0.01
unit = m3/h
access = write
set_low = 0.01
set_high = 650
every = 20
group = 站
zh = 总流量上限
en = overall flow limit

[ERR]
address = 149
document = HR40150
type = bits
labels = 0:传感器故障:sensor failure, 1:已恢复出厂设置:factory defaults loaded, 2:未达消毒温度:disinfection temp not reached, 3:达到最高加热温度:highest charging temp reached, 4:设备总线故障:device bus fault, 5:温度监测报警:temperature monitor, 6:未授权访问:unauthorised access, 7:开关量输入故障:fault at a binary input, 8:仪表总线通讯故障:meter bus fault, 9:热量表故障:heat meter fault
group = 站
zh = 故障状态
en = fault status

[ERR_Log]
address = 151
document = HR40152
type = bits
labels = 0:传感器故障:sensor failure, 1:已恢复出厂设置:factory defaults loaded, 2:未达消毒温度:disinfection temp not reached, 3:达到最高加热温度:highest charging temp reached, 4:设备总线故障:device bus fault, 5:温度监测报警:temperature monitor, 6:未授权访问:unauthorised access, 7:开关量输入故障:fault at a binary input, 8:仪表总线通讯故障:meter bus fault, 9:热量表故障:heat meter fault
every = 4
group = 站
zh = 故障存档
en = latched faults

[ERR_Count]
address = 153
document = HR40154
type = uint16
every = 4
group = 站
zh = 故障计数
en = faults since reset

# ---- circuit 1: set-points ----

[T2g_SP.1]
address = 999
document = HR41000
type = int16
scale = 0.1
unit = °C
access = write
set_low = 20
set_high = 90
step = 3
step_wait_s = 1800
level_coil = LV_T2g_SP.1 0
authority = MAN.1 0
group = 设定1
zh = 二次供温设定
en = secondary supply set-point

[T1h_Max.1]
address = 1032
document = HR41033
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 5
level_coil = LV_T1h_Max.1 0
authority = MAN.1 0
group = 设定1
zh = 一次回温限值
en = primary return limit in force

[Dev.1]
address = 1062
document = HR41063
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -100
high = 100
group = 二次侧1
zh = 供温偏差
en = control deviation

[T2g_Max.1]
address = 1000
document = HR41001
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 150
step = 5
authority = MAN.1 0
every = 20
group = 设定1
zh = 供温上限
en = flow temp, most

[T2g_Min.1]
address = 1001
document = HR41002
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 5
authority = MAN.1 0
every = 20
group = 设定1
zh = 供温下限
en = flow temp, least

[TR_Day.1]
address = 1002
document = HR41003
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 40
step = 2
authority = MAN.1 0
every = 20
group = 设定1
zh = 日间室温设定
en = room set-point by day

[TR_Night.1]
address = 1003
document = HR41004
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 40
step = 2
authority = MAN.1 0
every = 20
group = 设定1
zh = 夜间室温设定
en = room set-point by night

[Slope.1]
address = 1005
document = HR41006
type = uint16
scale = 0.1
access = write
set_low = 0.2
set_high = 3.2
step = 0.2
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线斜率
en = curve slope

[Level.1]
address = 1006
document = HR41007
type = int16
scale = 0.1
unit = K
access = write
set_low = -30
set_high = 30
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线平移
en = curve level

[CURVE_1_OT.1]
address = 1012
document = HR41013
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线1室外温度
en = curve 1, outdoor temp

[CURVE_2_OT.1]
address = 1013
document = HR41014
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线2室外温度
en = curve 2, outdoor temp

[CURVE_3_OT.1]
address = 1014
document = HR41015
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线3室外温度
en = curve 3, outdoor temp

[CURVE_4_OT.1]
address = 1015
document = HR41016
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线4室外温度
en = curve 4, outdoor temp

[CURVE_1.1]
address = 1016
document = HR41017
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线1日间供温
en = curve 1, flow temp by day

[CURVE_2.1]
address = 1017
document = HR41018
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线2日间供温
en = curve 2, flow temp by day

[CURVE_3.1]
address = 1018
document = HR41019
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线3日间供温
en = curve 3, flow temp by day

[CURVE_4.1]
address = 1019
document = HR41020
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线4日间供温
en = curve 4, flow temp by day

[CURVE_1_N.1]
address = 1020
document = HR41021
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线1夜间供温
en = curve 1, flow temp by night

[CURVE_2_N.1]
address = 1021
document = HR41022
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线2夜间供温
en = curve 2, flow temp by night

[CURVE_3_N.1]
address = 1022
document = HR41023
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线3夜间供温
en = curve 3, flow temp by night

[CURVE_4_N.1]
address = 1023
document = HR41024
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线4夜间供温
en = curve 4, flow temp by night

[CURVE_1_R.1]
address = 1024
document = HR41025
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线1回温限值
en = curve 1, return limit

[CURVE_2_R.1]
address = 1025
document = HR41026
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线2回温限值
en = curve 2, return limit

[CURVE_3_R.1]
address = 1026
document = HR41027
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线3回温限值
en = curve 3, return limit

[CURVE_4_R.1]
address = 1027
document = HR41028
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 曲线4回温限值
en = curve 4, return limit

[Ret_Max.1]
address = 1010
document = HR41011
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 5
authority = MAN.1 0
every = 20
group = 设定1
zh = 回温上限
en = return temp, most

[Off_Day.1]
address = 1035
document = HR41036
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 50
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 日间停热室外温度
en = outdoor temp: day operation off

[Off_Night.1]
address = 1036
document = HR41037
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 夜间停热室外温度
en = outdoor temp: reduced operation off

[Fix_Day.1]
address = 1041
document = HR41042
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 130
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 日间定值供温
en = fixed flow temp by day

[Fix_Night.1]
address = 1042
document = HR41043
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 130
step = 3
authority = MAN.1 0
every = 20
group = 设定1
zh = 夜间定值供温
en = fixed flow temp by night

[Kp.1]
address = 1064
document = HR41065
type = uint16
scale = 0.1
access = write
set_low = 0.1
set_high = 50
step = 1
authority = MAN.1 0
every = 20
group = 设定1
zh = 比例系数
en = proportional gain

[Tn.1]
address = 1065
document = HR41066
type = uint16
unit = s
access = write
set_low = 1
set_high = 999
step = 60
authority = MAN.1 0
every = 20
group = 设定1
zh = 积分时间
en = reset time

[Ty.1]
address = 1066
document = HR41067
type = uint16
unit = s
access = write
set_low = 15
set_high = 240
step = 60
authority = MAN.1 0
every = 20
group = 设定1
zh = 阀门行程时间
en = valve travel time

# ---- circuit 2: set-points ----

[T2g_SP.2]
address = 1199
document = HR41200
type = int16
scale = 0.1
unit = °C
access = write
set_low = 20
set_high = 90
step = 3
step_wait_s = 1800
level_coil = LV_T2g_SP.2 0
authority = MAN.2 0
group = 设定2
zh = 二次供温设定
en = secondary supply set-point

[T1h_Max.2]
address = 1232
document = HR41233
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 5
level_coil = LV_T1h_Max.2 0
authority = MAN.2 0
group = 设定2
zh = 一次回温限值
en = primary return limit in force

[Dev.2]
address = 1262
document = HR41263
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -100
high = 100
group = 二次侧2
zh = 供温偏差
en = control deviation

[T2g_Max.2]
address = 1200
document = HR41201
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 150
step = 5
authority = MAN.2 0
every = 20
group = 设定2
zh = 供温上限
en = flow temp, most

[T2g_Min.2]
address = 1201
document = HR41202
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 5
authority = MAN.2 0
every = 20
group = 设定2
zh = 供温下限
en = flow temp, least

[TR_Day.2]
address = 1202
document = HR41203
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 40
step = 2
authority = MAN.2 0
every = 20
group = 设定2
zh = 日间室温设定
en = room set-point by day

[TR_Night.2]
address = 1203
document = HR41204
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 40
step = 2
authority = MAN.2 0
every = 20
group = 设定2
zh = 夜间室温设定
en = room set-point by night

[Slope.2]
address = 1205
document = HR41206
type = uint16
scale = 0.1
access = write
set_low = 0.2
set_high = 3.2
step = 0.2
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线斜率
en = curve slope

[Level.2]
address = 1206
document = HR41207
type = int16
scale = 0.1
unit = K
access = write
set_low = -30
set_high = 30
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线平移
en = curve level

[CURVE_1_OT.2]
address = 1212
document = HR41213
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线1室外温度
en = curve 1, outdoor temp

[CURVE_2_OT.2]
address = 1213
document = HR41214
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线2室外温度
en = curve 2, outdoor temp

[CURVE_3_OT.2]
address = 1214
document = HR41215
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线3室外温度
en = curve 3, outdoor temp

[CURVE_4_OT.2]
address = 1215
document = HR41216
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线4室外温度
en = curve 4, outdoor temp

[CURVE_1.2]
address = 1216
document = HR41217
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线1日间供温
en = curve 1, flow temp by day

[CURVE_2.2]
address = 1217
document = HR41218
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线2日间供温
en = curve 2, flow temp by day

[CURVE_3.2]
address = 1218
document = HR41219
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线3日间供温
en = curve 3, flow temp by day

[CURVE_4.2]
address = 1219
document = HR41220
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线4日间供温
en = curve 4, flow temp by day

[CURVE_1_N.2]
address = 1220
document = HR41221
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线1夜间供温
en = curve 1, flow temp by night

[CURVE_2_N.2]
address = 1221
document = HR41222
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线2夜间供温
en = curve 2, flow temp by night

[CURVE_3_N.2]
address = 1222
document = HR41223
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线3夜间供温
en = curve 3, flow temp by night

[CURVE_4_N.2]
address = 1223
document = HR41224
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线4夜间供温
en = curve 4, flow temp by night

[CURVE_1_R.2]
address = 1224
document = HR41225
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线1回温限值
en = curve 1, return limit

[CURVE_2_R.2]
address = 1225
document = HR41226
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线2回温限值
en = curve 2, return limit

[CURVE_3_R.2]
address = 1226
document = HR41227
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线3回温限值
en = curve 3, return limit

[CURVE_4_R.2]
address = 1227
document = HR41228
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 曲线4回温限值
en = curve 4, return limit

[Ret_Max.2]
address = 1210
document = HR41211
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 5
authority = MAN.2 0
every = 20
group = 设定2
zh = 回温上限
en = return temp, most

[Off_Day.2]
address = 1235
document = HR41236
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 50
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 日间停热室外温度
en = outdoor temp: day operation off

[Off_Night.2]
address = 1236
document = HR41237
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 夜间停热室外温度
en = outdoor temp: reduced operation off

[Fix_Day.2]
address = 1241
document = HR41242
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 130
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 日间定值供温
en = fixed flow temp by day

[Fix_Night.2]
address = 1242
document = HR41243
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 130
step = 3
authority = MAN.2 0
every = 20
group = 设定2
zh = 夜间定值供温
en = fixed flow temp by night

[Kp.2]
address = 1264
document = HR41265
type = uint16
scale = 0.1
access = write
set_low = 0.1
set_high = 50
step = 1
authority = MAN.2 0
every = 20
group = 设定2
zh = 比例系数
en = proportional gain

[Tn.2]
address = 1265
document = HR41266
type = uint16
unit = s
access = write
set_low = 1
set_high = 999
step = 60
authority = MAN.2 0
every = 20
group = 设定2
zh = 积分时间
en = reset time

[Ty.2]
address = 1266
document = HR41267
type = uint16
unit = s
access = write
set_low = 15
set_high = 240
step = 60
authority = MAN.2 0
every = 20
group = 设定2
zh = 阀门行程时间
en = valve travel time

# ---- circuit 3: set-points ----

[T2g_SP.3]
address = 1399
document = HR41400
type = int16
scale = 0.1
unit = °C
access = write
set_low = 20
set_high = 90
step = 3
step_wait_s = 1800
level_coil = LV_T2g_SP.3 0
authority = MAN.3 0
group = 设定3
zh = 二次供温设定
en = secondary supply set-point

[T1h_Max.3]
address = 1432
document = HR41433
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 5
level_coil = LV_T1h_Max.3 0
authority = MAN.3 0
group = 设定3
zh = 一次回温限值
en = primary return limit in force

[Dev.3]
address = 1462
document = HR41463
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -100
high = 100
group = 二次侧3
zh = 供温偏差
en = control deviation

[T2g_Max.3]
address = 1400
document = HR41401
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 150
step = 5
authority = MAN.3 0
every = 20
group = 设定3
zh = 供温上限
en = flow temp, most

[T2g_Min.3]
address = 1401
document = HR41402
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 5
authority = MAN.3 0
every = 20
group = 设定3
zh = 供温下限
en = flow temp, least

[TR_Day.3]
address = 1402
document = HR41403
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 40
step = 2
authority = MAN.3 0
every = 20
group = 设定3
zh = 日间室温设定
en = room set-point by day

[TR_Night.3]
address = 1403
document = HR41404
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 40
step = 2
authority = MAN.3 0
every = 20
group = 设定3
zh = 夜间室温设定
en = room set-point by night

[Slope.3]
address = 1405
document = HR41406
type = uint16
scale = 0.1
access = write
set_low = 0.2
set_high = 3.2
step = 0.2
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线斜率
en = curve slope

[Level.3]
address = 1406
document = HR41407
type = int16
scale = 0.1
unit = K
access = write
set_low = -30
set_high = 30
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线平移
en = curve level

[CURVE_1_OT.3]
address = 1412
document = HR41413
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线1室外温度
en = curve 1, outdoor temp

[CURVE_2_OT.3]
address = 1413
document = HR41414
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线2室外温度
en = curve 2, outdoor temp

[CURVE_3_OT.3]
address = 1414
document = HR41415
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线3室外温度
en = curve 3, outdoor temp

[CURVE_4_OT.3]
address = 1415
document = HR41416
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线4室外温度
en = curve 4, outdoor temp

[CURVE_1.3]
address = 1416
document = HR41417
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线1日间供温
en = curve 1, flow temp by day

[CURVE_2.3]
address = 1417
document = HR41418
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线2日间供温
en = curve 2, flow temp by day

[CURVE_3.3]
address = 1418
document = HR41419
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线3日间供温
en = curve 3, flow temp by day

[CURVE_4.3]
address = 1419
document = HR41420
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线4日间供温
en = curve 4, flow temp by day

[CURVE_1_N.3]
address = 1420
document = HR41421
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线1夜间供温
en = curve 1, flow temp by night

[CURVE_2_N.3]
address = 1421
document = HR41422
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线2夜间供温
en = curve 2, flow temp by night

[CURVE_3_N.3]
address = 1422
document = HR41423
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线3夜间供温
en = curve 3, flow temp by night

[CURVE_4_N.3]
address = 1423
document = HR41424
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 150
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线4夜间供温
en = curve 4, flow temp by night

[CURVE_1_R.3]
address = 1424
document = HR41425
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线1回温限值
en = curve 1, return limit

[CURVE_2_R.3]
address = 1425
document = HR41426
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线2回温限值
en = curve 2, return limit

[CURVE_3_R.3]
address = 1426
document = HR41427
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线3回温限值
en = curve 3, return limit

[CURVE_4_R.3]
address = 1427
document = HR41428
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 曲线4回温限值
en = curve 4, return limit

[Ret_Max.3]
address = 1410
document = HR41411
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 5
authority = MAN.3 0
every = 20
group = 设定3
zh = 回温上限
en = return temp, most

[Off_Day.3]
address = 1435
document = HR41436
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 50
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 日间停热室外温度
en = outdoor temp: day operation off

[Off_Night.3]
address = 1436
document = HR41437
type = int16
scale = 0.1
unit = °C
access = write
set_low = -50
set_high = 50
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 夜间停热室外温度
en = outdoor temp: reduced operation off

[Fix_Day.3]
address = 1441
document = HR41442
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 130
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 日间定值供温
en = fixed flow temp by day

[Fix_Night.3]
address = 1442
document = HR41443
type = int16
scale = 0.1
unit = °C
access = write
set_low = -5
set_high = 130
step = 3
authority = MAN.3 0
every = 20
group = 设定3
zh = 夜间定值供温
en = fixed flow temp by night

[Kp.3]
address = 1464
document = HR41465
type = uint16
scale = 0.1
access = write
set_low = 0.1
set_high = 50
step = 1
authority = MAN.3 0
every = 20
group = 设定3
zh = 比例系数
en = proportional gain

[Tn.3]
address = 1465
document = HR41466
type = uint16
unit = s
access = write
set_low = 1
set_high = 999
step = 60
authority = MAN.3 0
every = 20
group = 设定3
zh = 积分时间
en = reset time

[Ty.3]
address = 1466
document = HR41467
type = uint16
unit = s
access = write
set_low = 15
set_high = 240
step = 60
authority = MAN.3 0
every = 20
group = 设定3
zh = 阀门行程时间
en = valve travel time

# ---- hot water ----

[TW_State]
address = 1826
document = HR41827
type = enum
labels = 0:待机:standby, 1:监视:monitoring, 2:循环:circulation, 3:需求:demand, 4:加热:charging, 5:延时:overrun, 6:放热保护:discharge protection
group = 生活热水
zh = 热水状态
en = hot-water state

[TW_Active]
address = 1807
document = HR41808
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = 5
high = 90
group = 生活热水
zh = 热水当前设定
en = hot-water set-point in force

[TW_Dev]
address = 1862
document = HR41863
type = int16
scale = 0.1
unit = °C
invalid = 32767
optional = yes
low = -100
high = 100
group = 生活热水
zh = 热水偏差
en = hot-water control deviation

[TW_SP]
address = 1799
document = HR41800
type = int16
scale = 0.1
unit = °C
access = write
set_low = 20
set_high = 90
step = 5
authority = TW_MAN 0
every = 4
group = 热水设定
zh = 热水设定
en = hot-water set-point

[TW_GLT]
address = 1808
document = HR41809
type = int16
scale = 0.1
unit = °C
access = write
set_low = 5
set_high = 90
step = 5
level_coil = LV_TW_GLT 0
authority = TW_MAN 0
group = 热水设定
zh = 上位机热水设定
en = supervisor hot-water set-point

[TW_Charge_Max]
address = 1805
document = HR41806
type = int16
scale = 0.1
unit = °C
access = write
set_low = 0
set_high = 90
step = 5
authority = TW_MAN 0
every = 20
group = 热水设定
zh = 最高加热温度
en = highest charging temp

[TW_Disinf]
address = 1829
document = HR41830
type = int16
scale = 0.1
unit = °C
access = write
set_low = 60
set_high = 90
step = 5
authority = TW_MAN 0
every = 20
group = 热水设定
zh = 消毒温度
en = disinfection temp

# ---- heat meters on the controller's bus: meter 1 is the station's ----
# value = (10^4 limb * 10000 + units + thousandths) * factor of the unit register

[M_State_M1]
address = 6499
document = HR46500
type = uint16
low = 0
high = 32767
every = 4
group = 热量表
zh = 热量表1状态字
en = meter 1 state flags

[F1]
address = 6505
document = HR46506
type = uint16
scale = 10000
parts = 6506:1:uint16*1, 6507:1:uint16*0.001
unit_register = 6508 0=1 1=0.001
unit = m3/h
resolution = 0.001
group = 热量表
zh = 一次瞬时流量
en = primary flow

[V1]
address = 6509
document = HR46510
type = uint16
scale = 10000
parts = 6510:1:uint16*1, 6511:1:uint16*0.001
unit_register = 6512 0=1 1=0.001
unit = m3
resolution = 0.01
group = 热量表
zh = 一次累计流量
en = volume total

[Q1]
address = 6513
document = HR46514
type = uint16
scale = 10000
parts = 6514:1:uint16*1, 6515:1:uint16*0.001
unit_register = 6516 0=0.001 1=1
unit = MW
resolution = 0.001
group = 热量表
zh = 一次瞬时热量
en = heat power

[E1]
address = 6517
document = HR46518
type = uint16
scale = 10000
parts = 6518:1:uint16*1, 6519:1:uint16*0.001
unit_register = 6520 0=3.6 1=0.0036 2=1
unit = GJ
resolution = 0.01
group = 热量表
zh = 一次累计热量
en = heat total

[T1g]
address = 6522
document = HR46523
type = uint16
parts = 6523:1:uint16*0.001
unit_register = 6524 0=1
unit = °C
resolution = 0.1
group = 热量表
zh = 一次供温
en = primary supply temp

[T1h]
address = 6526
document = HR46527
type = uint16
parts = 6527:1:uint16*0.001
unit_register = 6528 0=1
unit = °C
resolution = 0.1
group = 热量表
zh = 一次回温
en = primary return temp

[M_State_M2]
address = 6999
document = HR47000
type = uint16
low = 0
high = 32767
every = 4
group = 热量表2
zh = 热量表2状态字
en = meter 2 state flags

[F1_M2]
address = 7005
document = HR47006
type = uint16
scale = 10000
parts = 7006:1:uint16*1, 7007:1:uint16*0.001
unit_register = 7008 0=1 1=0.001
unit = m3/h
resolution = 0.001
every = 4
group = 热量表2
zh = 2号表一次瞬时流量
en = primary flow, meter 2

[V1_M2]
address = 7009
document = HR47010
type = uint16
scale = 10000
parts = 7010:1:uint16*1, 7011:1:uint16*0.001
unit_register = 7012 0=1 1=0.001
unit = m3
resolution = 0.01
every = 4
group = 热量表2
zh = 2号表一次累计流量
en = volume total, meter 2

[Q1_M2]
address = 7013
document = HR47014
type = uint16
scale = 10000
parts = 7014:1:uint16*1, 7015:1:uint16*0.001
unit_register = 7016 0=0.001 1=1
unit = MW
resolution = 0.001
every = 4
group = 热量表2
zh = 2号表一次瞬时热量
en = heat power, meter 2

[E1_M2]
address = 7017
document = HR47018
type = uint16
scale = 10000
parts = 7018:1:uint16*1, 7019:1:uint16*0.001
unit_register = 7020 0=3.6 1=0.0036 2=1
unit = GJ
resolution = 0.01
every = 4
group = 热量表2
zh = 2号表一次累计热量
en = heat total, meter 2

[T1g_M2]
address = 7022
document = HR47023
type = uint16
parts = 7023:1:uint16*0.001
unit_register = 7024 0=1
unit = °C
resolution = 0.1
every = 4
group = 热量表2
zh = 2号表一次供温
en = primary supply temp, meter 2

[T1h_M2]
address = 7026
document = HR47027
type = uint16
parts = 7027:1:uint16*0.001
unit_register = 7028 0=1
unit = °C
resolution = 0.1
every = 4
group = 热量表2
zh = 2号表一次回温
en = primary return temp, meter 2

[M_State_M3]
address = 7499
document = HR47500
type = uint16
low = 0
high = 32767
every = 4
group = 热量表3
zh = 热量表3状态字
en = meter 3 state flags

[F1_M3]
address = 7505
document = HR47506
type = uint16
scale = 10000
parts = 7506:1:uint16*1, 7507:1:uint16*0.001
unit_register = 7508 0=1 1=0.001
unit = m3/h
resolution = 0.001
every = 4
group = 热量表3
zh = 3号表一次瞬时流量
en = primary flow, meter 3

[V1_M3]
address = 7509
document = HR47510
type = uint16
scale = 10000
parts = 7510:1:uint16*1, 7511:1:uint16*0.001
unit_register = 7512 0=1 1=0.001
unit = m3
resolution = 0.01
every = 4
group = 热量表3
zh = 3号表一次累计流量
en = volume total, meter 3

[Q1_M3]
address = 7513
document = HR47514
type = uint16
scale = 10000
parts = 7514:1:uint16*1, 7515:1:uint16*0.001
unit_register = 7516 0=0.001 1=1
unit = MW
resolution = 0.001
every = 4
group = 热量表3
zh = 3号表一次瞬时热量
en = heat power, meter 3

[E1_M3]
address = 7517
document = HR47518
type = uint16
scale = 10000
parts = 7518:1:uint16*1, 7519:1:uint16*0.001
unit_register = 7520 0=3.6 1=0.0036 2=1
unit = GJ
resolution = 0.01
every = 4
group = 热量表3
zh = 3号表一次累计热量
en = heat total, meter 3

[T1g_M3]
address = 7522
document = HR47523
type = uint16
parts = 7523:1:uint16*0.001
unit_register = 7524 0=1
unit = °C
resolution = 0.1
every = 4
group = 热量表3
zh = 3号表一次供温
en = primary supply temp, meter 3

[T1h_M3]
address = 7526
document = HR47527
type = uint16
parts = 7527:1:uint16*0.001
unit_register = 7528 0=1
unit = °C
resolution = 0.1
every = 4
group = 热量表3
zh = 3号表一次回温
en = primary return temp, meter 3

# ---- states ----

[FAULT]
area = coil
address = 0
document = CL1
labels = 0:否:no, 1:是:yes
group = 站
zh = 总故障
en = common fault

[EDIT]
area = coil
address = 1
document = CL2
labels = 0:否:no, 1:是:yes
group = 站
zh = 现场正在操作
en = someone enters data at the controller

[GLT]
area = coil
address = 3
document = CL4
labels = 0:上位机:supervisor, 1:自治:autonomous
group = 站
zh = 上位机参与
en = all level bits autonomous

[MAN.1]
area = coil
address = 4
document = CL5
labels = 0:否:no, 1:是:yes
group = 二次侧1
zh = 手动
en = manual at the front panel

[MAN.2]
area = coil
address = 5
document = CL6
labels = 0:否:no, 1:是:yes
group = 二次侧2
zh = 手动
en = manual at the front panel

[MAN.3]
area = coil
address = 6
document = CL7
labels = 0:否:no, 1:是:yes
group = 二次侧3
zh = 手动
en = manual at the front panel

[TW_MAN]
area = coil
address = 7
document = CL8
labels = 0:否:no, 1:是:yes
group = 生活热水
zh = 热水手动
en = hot water in manual

[SUMMER]
area = coil
address = 8
document = CL9
labels = 0:否:no, 1:是:yes
group = 站
zh = 夏季模式
en = summer mode

[M1_Comm]
area = coil
address = 9
document = CL10
labels = 0:否:no, 1:是:yes
group = 热量表
zh = 热量表1通讯故障
en = no communication with meter 1

[M1_Fault]
area = coil
address = 12
document = CL13
labels = 0:否:no, 1:是:yes
group = 热量表
zh = 热量表1故障
en = meter 1 fault

[M2_Comm]
area = coil
address = 10
document = CL11
labels = 0:否:no, 1:是:yes
group = 热量表2
zh = 热量表2通讯故障
en = no communication with meter 2

[M2_Fault]
area = coil
address = 13
document = CL14
labels = 0:否:no, 1:是:yes
group = 热量表2
zh = 热量表2故障
en = meter 2 fault

[M3_Comm]
area = coil
address = 11
document = CL12
labels = 0:否:no, 1:是:yes
group = 热量表3
zh = 热量表3通讯故障
en = no communication with meter 3

[M3_Fault]
area = coil
address = 14
document = CL15
labels = 0:否:no, 1:是:yes
group = 热量表3
zh = 热量表3故障
en = meter 3 fault

[F1_Lim]
area = coil
address = 21
document = CL22
labels = 0:否:no, 1:是:yes
group = 站
zh = 流量限制中
en = flow limiting

[Q1_Lim]
area = coil
address = 22
document = CL23
labels = 0:否:no, 1:是:yes
group = 站
zh = 功率限制中
en = power limiting

[BE_01]
area = coil
address = 23
document = CL24
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入01
en = binary input 01

[BE_02]
area = coil
address = 24
document = CL25
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入02
en = binary input 02

[BE_03]
area = coil
address = 25
document = CL26
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入03
en = binary input 03

[BE_04]
area = coil
address = 26
document = CL27
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入04
en = binary input 04

[BE_05]
area = coil
address = 27
document = CL28
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入05
en = binary input 05

[BE_06]
area = coil
address = 28
document = CL29
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入06
en = binary input 06

[BE_09]
area = coil
address = 31
document = CL32
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入09
en = binary input 09

[BE_10]
area = coil
address = 32
document = CL33
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入10
en = binary input 10

[BE_11]
area = coil
address = 33
document = CL34
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入11
en = binary input 11

[BE_12]
area = coil
address = 34
document = CL35
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入12
en = binary input 12

[BE_13]
area = coil
address = 35
document = CL36
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入13
en = binary input 13

[BE_15]
area = coil
address = 37
document = CL38
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入15
en = binary input 15

[BE_16]
area = coil
address = 38
document = CL39
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入16
en = binary input 16

[BE_17]
area = coil
address = 39
document = CL40
labels = 0:断:off, 1:通:on
every = 4
group = 站
zh = 开关量输入17
en = binary input 17

[CP1_Run.1]
area = coil
address = 56
document = CL57
labels = 0:停:stopped, 1:运行:running
group = 二次侧1
zh = 循环泵运行
en = circ. pump running

[CP1_Cmd.1]
area = coil
address = 56
document = CL57
labels = 0:停:off, 1:启:on
access = write
level_coil = LV_CP1_Cmd.1 0
authority = MAN.1 0
group = 设定1
zh = 循环泵启停
en = circ. pump on

[CP1_Run.2]
area = coil
address = 57
document = CL58
labels = 0:停:stopped, 1:运行:running
group = 二次侧2
zh = 循环泵运行
en = circ. pump running

[CP1_Cmd.2]
area = coil
address = 57
document = CL58
labels = 0:停:off, 1:启:on
access = write
level_coil = LV_CP1_Cmd.2 0
authority = MAN.2 0
group = 设定2
zh = 循环泵启停
en = circ. pump on

[CP1_Run.3]
area = coil
address = 58
document = CL59
labels = 0:停:stopped, 1:运行:running
group = 二次侧3
zh = 循环泵运行
en = circ. pump running

[CP1_Cmd.3]
area = coil
address = 58
document = CL59
labels = 0:停:off, 1:启:on
access = write
level_coil = LV_CP1_Cmd.3 0
authority = MAN.3 0
group = 设定3
zh = 循环泵启停
en = circ. pump on

[TW_Pump]
area = coil
address = 59
document = CL60
labels = 0:停:stopped, 1:运行:running
group = 生活热水
zh = 热水加热泵
en = storage charging pump

[TW_Circ]
area = coil
address = 60
document = CL61
labels = 0:停:stopped, 1:运行:running
group = 生活热水
zh = 热水循环泵
en = hot-water circulation pump

# ---- level coils: 0 = the supervisor sets the value, 1 = the controller works on its own ----

[LV_Mode_SP.1]
area = coil
address = 88
document = CL89
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级1
zh = 模式控制级
en = level: mode

[LV_CV_SP.1]
area = coil
address = 89
document = CL90
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级1
zh = 阀门控制级
en = level: valve

[LV_Mode_SP.2]
area = coil
address = 90
document = CL91
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级2
zh = 模式控制级
en = level: mode

[LV_CV_SP.2]
area = coil
address = 91
document = CL92
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级2
zh = 阀门控制级
en = level: valve

[LV_Mode_SP.3]
area = coil
address = 92
document = CL93
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级3
zh = 模式控制级
en = level: mode

[LV_CV_SP.3]
area = coil
address = 93
document = CL94
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级3
zh = 阀门控制级
en = level: valve

[LV_TW_Mode_SP]
area = coil
address = 94
document = CL95
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级
zh = 热水模式控制级
en = level: hot-water mode

[LV_CP1_Cmd.1]
area = coil
address = 95
document = CL96
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级1
zh = 循环泵控制级
en = level: circ. pump

[LV_CP1_Cmd.2]
area = coil
address = 96
document = CL97
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级2
zh = 循环泵控制级
en = level: circ. pump

[LV_CP1_Cmd.3]
area = coil
address = 97
document = CL98
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级3
zh = 循环泵控制级
en = level: circ. pump

[LV_TW_GLT]
area = coil
address = 111
document = CL112
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级
zh = 热水设定控制级
en = level: hot-water set-point

[LV_T2g_SP.1]
area = coil
address = 115
document = CL116
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级1
zh = 供温设定控制级
en = level: supply set-point

[LV_T1h_Max.1]
area = coil
address = 116
document = CL117
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级1
zh = 回温限值控制级
en = level: return limit

[LV_T2g_SP.2]
area = coil
address = 117
document = CL118
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级2
zh = 供温设定控制级
en = level: supply set-point

[LV_T1h_Max.2]
area = coil
address = 118
document = CL119
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级2
zh = 回温限值控制级
en = level: return limit

[LV_T2g_SP.3]
area = coil
address = 119
document = CL120
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级3
zh = 供温设定控制级
en = level: supply set-point

[LV_T1h_Max.3]
area = coil
address = 120
document = CL121
labels = 0:上位机:supervisor, 1:自治:autonomous
access = write
group = 控制级3
zh = 回温限值控制级
en = level: return limit
