# danfoss-ecl310-a266: Danfoss ECL Comfort 310 with application A266: one heating circuit (1) and hot
# water (2). The format is told in heatdesk-profile(5).
#
# What is particular here:
# - The printed PNU n is register n - 1.
# - It knows functions 3, 4 and 6 only, and at most 123 registers a read.
# - One number that it does not know fails the whole read: never read over a hole.
# - A sensor that is not connected reads 192.00 °C (raw 19200).
# - Settings are kept in an EEPROM (about 100,000 writes): hence the budget.
# - Inputs S3 to S6 are used as the A266.1 drawing has them; look at the application's own drawing.
#   S5 and S6 sit in the primary return.
# - Limits of settings that its documents leave open are ours, and narrow.

[profile]
zh = 丹佛斯 ECL310 A266
en = Danfoss ECL Comfort 310, A266
functions = 3, 4, 6
most_registers = 123
gap = none
pause_ms = 20
timeout_ms = 1500
period_s = 15
connections = 2
write_function = 6
write_budget_day = 24
identity = 2060 266 266

[defaults]
area = holding

[APP]
address = 2060
document = PNU 2061
type = int16
every = 20
group = 站
zh = 应用编号
en = application

[APP_Sub]
address = 2061
document = PNU 2062
type = int16
every = 20
group = 站
zh = 应用子编号
en = application, sub-number

[FW]
address = 34
document = PNU 35
type = uint16
every = 20
group = 站
zh = 软件版本
en = software version

[SERIAL]
address = 35
document = PNU 36
type = uint32
every = 20
group = 站
zh = 序列号
en = serial number

[OT]
address = 10200
document = PNU 10201
type = int16
scale = 0.01
unit = °C
invalid = 19200
low = -64
high = 192
frozen_s = 21600
resolution = 0.1
group = 站
zh = 室外温度 S1
en = outdoor temp S1

[TR.1]
address = 10201
document = PNU 10202
type = int16
scale = 0.01
unit = °C
invalid = 19200
optional = yes
low = -64
high = 192
resolution = 0.1
group = 二次侧1
zh = 室温 S2
en = room temp S2

[T2g.1]
address = 10202
document = PNU 10203
type = int16
scale = 0.01
unit = °C
invalid = 19200
low = -64
high = 192
frozen_s = 21600
resolution = 0.1
group = 二次侧1
zh = 二次供温 S3
en = secondary supply temp S3

[T2g.2]
address = 10203
document = PNU 10204
type = int16
scale = 0.01
unit = °C
invalid = 19200
optional = yes
low = -64
high = 192
frozen_s = 21600
resolution = 0.1
group = 生活热水
zh = 热水供温 S4
en = hot-water flow temp S4

[T1h.1]
address = 10204
document = PNU 10205
type = int16
scale = 0.01
unit = °C
invalid = 19200
optional = yes
low = -64
high = 192
frozen_s = 21600
resolution = 0.1
group = 二次侧1
zh = 一次回温(采暖) S5
en = primary return temp, heating, S5

[T1h.2]
address = 10205
document = PNU 10206
type = int16
scale = 0.01
unit = °C
invalid = 19200
optional = yes
low = -64
high = 192
frozen_s = 21600
resolution = 0.1
group = 生活热水
zh = 一次回温(热水) S6
en = primary return temp, hot water, S6

[S7]
address = 10206
document = PNU 10207
type = int16
scale = 0.01
unit = °C
invalid = 19200
optional = yes
low = -64
high = 192
resolution = 0.1
group = 站
zh = 输入 S7
en = input S7

[S8]
address = 10207
document = PNU 10208
type = int16
scale = 0.01
unit = °C
invalid = 19200
optional = yes
low = -64
high = 192
resolution = 0.1
group = 站
zh = 输入 S8
en = input S8

[S9]
address = 10208
document = PNU 10209
type = int16
scale = 0.01
unit = °C
invalid = 19200
optional = yes
low = -64
high = 192
resolution = 0.1
group = 站
zh = 输入 S9
en = input S9

[S10]
address = 10209
document = PNU 10210
type = int16
scale = 0.01
unit = °C
invalid = 19200
optional = yes
low = -64
high = 192
resolution = 0.1
group = 站
zh = 输入 S10
en = input S10

[ALARM_H]
address = 1023
document = PNU 1024
type = bits
group = 站
zh = 报警17-32
en = alarms 17 to 32

[ALARM_L]
address = 1024
document = PNU 1025
type = bits
group = 站
zh = 报警1-16
en = alarms 1 to 16

[OUT]
address = 3998
document = PNU 3999
type = bits
labels = 0:可控硅1:triac 1, 1:可控硅2:triac 2, 2:可控硅3:triac 3, 3:可控硅4:triac 4, 4:可控硅5:triac 5, 5:可控硅6:triac 6, 6:继电器1:relay 1, 7:继电器2:relay 2, 8:继电器3:relay 3, 9:继电器4:relay 4, 10:继电器5:relay 5, 11:继电器6:relay 6
group = 站
zh = 输出状态
en = outputs

[Mode.1]
address = 4200
document = PNU 4201
type = enum
labels = 0:手动:manual, 1:时间表:scheduled, 2:恒定舒适:constant comfort, 3:恒定节能:constant setback, 4:防冻:frost protection
access = write
group = 设定1
zh = 采暖模式
en = heating mode

[Mode.2]
address = 4201
document = PNU 4202
type = enum
labels = 0:手动:manual, 1:时间表:scheduled, 2:恒定舒适:constant comfort, 3:恒定节能:constant setback, 4:防冻:frost protection
access = write
group = 热水设定
zh = 热水模式
en = hot-water mode

[State.1]
address = 4210
document = PNU 4211
type = enum
labels = 0:节能:setback, 1:预舒适:pre-comfort, 2:舒适:comfort, 3:预节能:pre-setback
group = 二次侧1
zh = 采暖状态
en = heating state

[State.2]
address = 4211
document = PNU 4212
type = enum
labels = 0:节能:setback, 1:预舒适:pre-comfort, 2:舒适:comfort, 3:预节能:pre-setback
group = 生活热水
zh = 热水状态
en = hot-water state

[Slope.1]
address = 11174
document = PNU 11175
type = int16
scale = 0.1
access = write
set_low = 0.1
set_high = 4
step = 0.2
every = 20
group = 设定1
zh = 曲线斜率
en = curve slope

[T2g_Min.1]
address = 11176
document = PNU 11177
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 5
every = 20
group = 设定1
zh = 供温下限
en = flow temp, least

[T2g_Max.1]
address = 11177
document = PNU 11178
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 5
every = 20
group = 设定1
zh = 供温上限
en = flow temp, most

[Summer_T.1]
address = 11178
document = PNU 11179
type = int16
unit = °C
access = write
set_low = 5
set_high = 30
step = 3
every = 20
group = 设定1
zh = 停热室外温度
en = outdoor temp: heating stops

[TR_Day.1]
address = 11179
document = PNU 11180
type = int16
scale = 0.1
unit = °C
access = write
set_low = 10
set_high = 30
step = 2
every = 20
group = 设定1
zh = 舒适室温设定
en = comfort room set-point

[TR_Night.1]
address = 11180
document = PNU 11181
type = int16
scale = 0.1
unit = °C
access = write
set_low = 10
set_high = 30
step = 2
every = 20
group = 设定1
zh = 节能室温设定
en = saving room set-point

[CURVE_1.1]
address = 11399
document = PNU 11400
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 3
every = 20
group = 设定1
zh = 曲线 -30°C 供温
en = curve at -30 °C, flow temp

[CURVE_2.1]
address = 11400
document = PNU 11401
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 3
every = 20
group = 设定1
zh = 曲线 -15°C 供温
en = curve at -15 °C, flow temp

[CURVE_3.1]
address = 11401
document = PNU 11402
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 3
every = 20
group = 设定1
zh = 曲线 -5°C 供温
en = curve at -5 °C, flow temp

[CURVE_4.1]
address = 11402
document = PNU 11403
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 3
every = 20
group = 设定1
zh = 曲线 0°C 供温
en = curve at 0 °C, flow temp

[CURVE_5.1]
address = 11403
document = PNU 11404
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 3
every = 20
group = 设定1
zh = 曲线 5°C 供温
en = curve at 5 °C, flow temp

[CURVE_6.1]
address = 11404
document = PNU 11405
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 3
every = 20
group = 设定1
zh = 曲线 15°C 供温
en = curve at 15 °C, flow temp

[Ret_Max.1]
address = 11029
document = PNU 11030
type = int16
unit = °C
access = write
set_low = 10
set_high = 90
step = 5
every = 20
group = 设定1
zh = 一次回温限值
en = primary return limit

[Frost_T.1]
address = 11092
document = PNU 11093
type = int16
unit = °C
access = write
set_low = 5
set_high = 40
step = 5
every = 20
group = 设定1
zh = 防冻供温
en = frost flow temp

[Stop.1]
address = 11020
document = PNU 11021
type = enum
labels = 0:否:no, 1:是:yes
access = write
every = 20
group = 设定1
zh = 完全停止
en = total stop

[Xp.1]
address = 11183
document = PNU 11184
type = int16
unit = K
access = write
set_low = 5
set_high = 250
step = 20
every = 20
group = 设定1
zh = 比例带
en = proportional band

[Tn.1]
address = 11184
document = PNU 11185
type = int16
unit = s
access = write
set_low = 1
set_high = 999
step = 60
every = 20
group = 设定1
zh = 积分时间
en = integration time

[Ty.1]
address = 11185
document = PNU 11186
type = int16
unit = s
access = write
set_low = 5
set_high = 250
step = 60
every = 20
group = 设定1
zh = 阀门行程时间
en = valve running time

[Ret_Max.2]
address = 12029
document = PNU 12030
type = int16
unit = °C
access = write
set_low = 10
set_high = 90
step = 5
every = 20
group = 热水设定
zh = 热水一次回温限值
en = primary return limit, hot water

[T2g_Min.2]
address = 12176
document = PNU 12177
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 5
every = 20
group = 热水设定
zh = 热水供温下限
en = hot-water flow temp, least

[T2g_Max.2]
address = 12177
document = PNU 12178
type = int16
unit = °C
access = write
set_low = 10
set_high = 150
step = 5
every = 20
group = 热水设定
zh = 热水供温上限
en = hot-water flow temp, most

[TW_Day]
address = 12189
document = PNU 12190
type = int16
scale = 0.1
unit = °C
access = write
set_low = 10
set_high = 65
step = 5
group = 热水设定
zh = 热水舒适设定
en = comfort hot-water set-point

[TW_Night]
address = 12190
document = PNU 12191
type = int16
scale = 0.1
unit = °C
access = write
set_low = 10
set_high = 65
step = 5
group = 热水设定
zh = 热水节能设定
en = saving hot-water set-point
