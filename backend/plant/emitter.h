/* Radiators and floors: heat ~ (mean water - room)^(1 + exponent). Also the sizing formula of
 * quality regulation at constant flow (DOMAIN §6, "heating curve"). Pure; W, °C, kg/s. */
#pragma once

#define WATER_J_KGK 4187.0 /* heat that a kilogram of water holds a kelvin */

double emitter_heat_w(double w_k, double exponent, double in_c, double out_c, double room_c);
/* The return temperature at which water gives off just what the emitter takes. */
double emitter_return_c(double w_k, double exponent, double in_c, double room_c, double flow_kgs);
/* Supply temperature of a network designed for supply/back at -9.2 °C and 18 °C rooms. */
double emitter_supply_c(double supply_c, double back_c, double exponent, double outdoor_c);
