#include "backend/plant/emitter.h"

#include <math.h>

double emitter_heat_w(double w_k, double exponent, double in_c, double out_c, double room_c)
{
    double excess = (in_c + out_c) / 2 - room_c;
    return excess <= 0 ? 0 : w_k * pow(excess, 1 + exponent);
}

double emitter_return_c(double w_k, double exponent, double in_c, double room_c, double flow_kgs)
{
    double low = room_c, high = in_c;
    if (in_c <= room_c || flow_kgs < 1e-6)
        return in_c;
    for (int i = 0; i < 20; i++) {
        double middle = (low + high) / 2;
        double brought = flow_kgs * WATER_J_KGK * (in_c - middle);
        if (brought > emitter_heat_w(w_k, exponent, in_c, middle, room_c))
            low = middle;
        else
            high = middle;
    }
    return high;
}

double emitter_supply_c(double supply_c, double back_c, double exponent, double outdoor_c)
{
    double load = (18 - outdoor_c) / 27.2;
    if (load < 0)
        load = 0;
    return 18 + 0.5 * (supply_c + back_c - 36) * pow(load, 1 / (1 + exponent)) +
           0.5 * (supply_c - back_c) * load;
}
