# vlt-fc51: Danfoss VLT Micro Drive FC 51 of a circulation pump. The format is told in
# heatdesk-profile(5).
#
# What is particular here:
# - The register of parameter x-yy is ten times its number, the wire address one less: par 16-13 is
#   register 16130, address 16129.
# - It answers one parameter a read.
# - The control word (FC profile) starts and stops the motor; only the two plain words are offered.
#   The bus reference is 16384 for 100 %.

[profile]
zh = 丹佛斯 VLT FC51 变频器
en = Danfoss VLT FC 51 drive
functions = 3, 6, 16
one_point_a_read = yes
pause_ms = 10
timeout_ms = 500
period_s = 10
write_function = 6
write_budget_day = 200

[defaults]
area = holding
group = 循环泵

[CP1_Hz]
address = 16129
document = par 16-13
type = uint16
scale = 0.1
unit = Hz
low = 0
high = 400
zh = 循环泵频率
en = circ. pump frequency

[CP1_A]
address = 16139
document = par 16-14
type = uint16
scale = 0.01
unit = A
low = 0
high = 600
zh = 循环泵电流
en = circ. pump current

[CP1_P]
address = 16099
document = par 16-10
type = uint16
zh = 输出功率
en = output power

[CP1_V]
address = 16119
document = par 16-12
type = uint16
unit = V
low = 0
high = 1000
zh = 电机电压
en = motor voltage

[CP1_Pct]
address = 16149
document = par 16-15
type = uint16
scale = 0.1
unit = %
low = 0
high = 300
zh = 输出频率百分比
en = output frequency in percent

[REF_Hz]
address = 16009
document = par 16-01
type = int32
order = ABCD
scale = 0.001
unit = Hz
low = -400
high = 400
resolution = 0.1
zh = 给定频率
en = frequency reference

[REF_Pct]
address = 16019
document = par 16-02
type = int16
scale = 0.1
unit = %
low = -300
high = 300
zh = 给定百分比
en = reference in percent

[DC_V]
address = 16299
document = par 16-30
type = uint16
unit = V
low = 0
high = 1200
zh = 直流母线电压
en = DC-link voltage

[STATUS]
address = 50199
document = register 50200
type = bits
labels = 0:控制就绪:control ready, 1:变频器就绪:drive ready, 2:惯性停车:coasting, 3:跳闸:trip, 6:锁定跳闸:trip lock, 7:警告:warning, 8:达到给定:at reference, 9:总线控制:bus control, 11:运行:running
zh = 状态字
en = status word

[ACTUAL]
address = 50209
document = register 50210
type = int16
zh = 主实际值
en = main actual value

[CONTROL]
address = 49999
document = register 50000
type = enum
labels = 0x043C:停止:stop, 0x047C:启动:start
access = write
zh = 控制字
en = control word

[REF_SP]
address = 50009
document = register 50010
type = int16
access = write
set_low = 0
set_high = 16384
step = 1640
zh = 总线给定
en = bus reference
