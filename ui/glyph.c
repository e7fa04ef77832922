#include "ui/glyph.h"

const struct glyphs glyphs_ascii = {
    .folded = "+",
    .unfolded = "-",
    .leaf = " ",
    .up = "*",
    .down = "x",
    .line = "-",
    .wall = "|",
    .corner = "+",
    .done = "*",
    .doing = ">",
    .waiting = ".",
    .failed = "x",
    .separator = "|",
    .dot = "-",
    .spark = {"_", ".", ",", "-", "=", "+", "*", "#"},
};

const struct glyphs glyphs_narrow = {
    .folded = "\u25b8",
    .unfolded = "\u25be",
    .leaf = " ",
    .up = "\u25cf",
    .down = "\u25cb",
    .line = "\u2500",
    .wall = "\u2502",
    .corner = "+",
    .done = "\u2713",
    .doing = "\u25b8",
    .waiting = "\u00b7",
    .failed = "\u2717",
    .separator = "\u2502",
    .dot = "\u00b7",
    .spark = {"\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588"},
};
