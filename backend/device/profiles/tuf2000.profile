# tuf2000: TUF-2000 ultrasonic heat meter, common in Chinese stations. The format is told in
# heatdesk-profile(5).
#
# What is particular here:
# - 32-bit values come low word first (CDAB).
# - A total is a whole part (int32) and a fraction (float32) behind it; both are read in one request.
# - The totals' units are set at the meter (menus M32 and M84): this profile takes m3 and GJ; look at
#   V_Unit before trusting V1.
# - Registers are numbered from 1 in its document: REG 0001 is register 0.

[profile]
zh = TUF-2000 超声波热量表
en = TUF-2000 ultrasonic heat meter
functions = 3, 6
most_registers = 60
gap = 16
pause_ms = 10
timeout_ms = 1000
period_s = 15
document_base = 1

[defaults]
area = holding
type = float32
order = CDAB
group = 热量表

[F1]
document = REG 0001
unit = m3/h
low = -10000
high = 10000
resolution = 0.01
zh = 一次瞬时流量
en = primary flow

[Q1]
document = REG 0003
unit = GJ/h
low = -1000
high = 1000
resolution = 0.001
zh = 一次瞬时热量
en = heat power

[VEL]
document = REG 0005
unit = m/s
low = -20
high = 20
resolution = 0.001
zh = 流体速度
en = fluid velocity

[SOUND]
document = REG 0007
unit = m/s
low = 0
high = 3000
resolution = 1
zh = 流体声速
en = speed of sound

[V1]
document = REG 0009
type = int32
unit = m3
parts = 10:2:float32*1
resolution = 0.01
zh = 一次累计流量
en = volume total

[V1_Neg]
document = REG 0013
type = int32
unit = m3
parts = 14:2:float32*1
resolution = 0.01
zh = 负累积流量
en = reverse volume total

[E1]
document = REG 0017
type = int32
unit = GJ
parts = 18:2:float32*1
resolution = 0.001
zh = 一次累计热量
en = heat total

[E1_Neg]
document = REG 0021
type = int32
unit = GJ
parts = 22:2:float32*1
resolution = 0.001
zh = 负累积热量
en = reverse heat total

[V1_Net]
document = REG 0025
type = int32
unit = m3
parts = 26:2:float32*1
resolution = 0.01
zh = 净累积流量
en = net volume total

[E1_Net]
document = REG 0029
type = int32
unit = GJ
parts = 30:2:float32*1
resolution = 0.001
zh = 净累积热量
en = net heat total

[T1g]
document = REG 0033
unit = °C
low = -20
high = 200
resolution = 0.1
frozen_s = 21600
zh = 一次供温
en = primary supply temp

[T1h]
document = REG 0035
unit = °C
low = -20
high = 200
resolution = 0.1
frozen_s = 21600
zh = 一次回温
en = primary return temp

[AI3]
document = REG 0037
resolution = 0.001
every = 4
zh = 模拟输入3
en = analogue input 3

[AI4]
document = REG 0039
resolution = 0.001
every = 4
zh = 模拟输入4
en = analogue input 4

[AI5]
document = REG 0041
resolution = 0.001
every = 4
zh = 模拟输入5
en = analogue input 5

[AI3_mA]
document = REG 0043
unit = mA
low = 0
high = 25
resolution = 0.01
every = 4
zh = 模拟输入3电流
en = analogue input 3, current

[AI4_mA]
document = REG 0045
unit = mA
low = 0
high = 25
resolution = 0.01
every = 4
zh = 模拟输入4电流
en = analogue input 4, current

[AI5_mA]
document = REG 0047
unit = mA
low = 0
high = 25
resolution = 0.01
every = 4
zh = 模拟输入5电流
en = analogue input 5, current

[ERR]
document = REG 0072
type = bits
zh = 故障码
en = error bits

[DT1]
document = REG 0089
unit = K
low = -200
high = 200
resolution = 0.01
zh = 供回水温差
en = temperature difference

[SIG]
document = REG 0092
type = uint16
unit = %
low = 0
high = 100
zh = 信号质量
en = signal quality

[SIG_Up]
document = REG 0093
type = uint16
every = 4
zh = 上游信号强度
en = upstream strength

[SIG_Down]
document = REG 0094
type = uint16
every = 4
zh = 下游信号强度
en = downstream strength

[RATIO]
document = REG 0097
unit = %
low = 0
high = 200
resolution = 0.1
every = 4
zh = 传输时间比
en = travel time ratio, normal 97 to 103

[RE]
document = REG 0099
resolution = 1
every = 4
zh = 雷诺数
en = Reynolds number

[HOURS]
document = REG 0103
type = uint32
unit = s
every = 4
zh = 工作时间
en = working time

[PIPE]
document = REG 0221
unit = mm
low = 0
high = 6000
resolution = 0.1
every = 20
zh = 管道内径
en = inner pipe diameter

[F_Unit]
document = REG 1437
type = enum
labels = 0:m3/h:m3/h, 2:L/h:L/h, 4:L/s:L/s, 8:L/min:L/min
every = 20
zh = 流量单位
en = flow unit

[V_Unit]
document = REG 1438
type = enum
labels = 0:m3:m3, 2:L:L
every = 20
zh = 累积单位
en = totaliser unit

[ADDR]
document = REG 1442
type = uint16
every = 20
zh = 通讯地址
en = Modbus address
