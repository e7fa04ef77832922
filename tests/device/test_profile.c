/* What a customer types in: every class of mistake has its line and says what was expected. */
#include "tests/device/shelf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* `rules` stand behind [profile] on line 1, `point` behind [P]: exactly one mistake. */
struct mistake {
    const char *rules, *point;
    int line;
    const char *message;
};

static const struct mistake mistakes[] = {
    /* form */
    {"", "type = int16\naddress = 0\nscal = 2", 5, "unknown key \"scal\", expected \"scale\"?"},
    {"", "type = int16\naddress = 0\ncolour = red", 5, "unknown key \"colour\", expected a key of"},
    {"periods = 3", "type=int16\naddress=0", 2, "unknown key \"periods\", expected \"period_s\"?"},
    {"", "type = int16\naddress = 0\ngap = 3", 5, "key \"gap\" in [P], expected in [profile]"},
    {"scale = 2", "type=int16\naddress=0", 2, "expected in a point's section"},
    {"", "type = int16\naddress = 0\ntype = int16", 5,
     "\"type\" again, expected once (already on line 3)"},
    {"", "type = int16\naddress = 0\nzh = \xb3\xc7", 5, "is not UTF-8"},
    {"", "type = int16\naddress = 0\nzh 城", 5, "expected \"key = value\""},
    /* where */
    {"", "type = int16", 2, "[P] has no address, expected address = 0 to 65535"},
    {"", "type = int16\ndocument = HR40001", 2, "or document_base in [profile]"},
    {"", "type = int16\naddress = 65536", 4,
     "address = 65536: expected a whole number from 0 to 65535"},
    {"", "type = int16\naddress = -1", 4, "from 0 to 65535"},
    {"", "type = int16\naddress = 1.5", 4, "from 0 to 65535"},
    {"", "type = int16\naddress = 400011", 4, "prints 400011, address = 10 (holding), or document"},
    {"", "type = int16\naddress = HR40011", 4, "prints 40011, address = 10 (holding), or document"},
    {"", "type = int16\naddress = 3:0012", 4, "or document = 3:0012 with document_base"},
    {"ranges = holding 0-99", "type = int16\naddress = 40011", 5,
     "lies outside the device's ranges, expected it inside one of \"ranges\" in [profile]; if a "
     "manual prints 40011: area = holding, address = 10"},
    {"ranges = input 0-99; holding 0-9", "type = int16\naddress = 30011", 5,
     "if a manual prints 30011: area = input, address = 10"},
    {"", "type = uint32\naddress = 65535", 4, "address 65535 with 2 registers ends behind 65535"},
    {"document_base = 40001", "type = int16\ndocument = HR4000", 5,
     "a number from document_base, 40001, on"},
    {"document_base = x", "type = int16\naddress=0", 2, "the printed number of address 0"},
    {"", "type = int16\naddress = 0\narea = register", 5,
     "expected holding, input, coil or discrete"},
    {"ranges = holding 0-5", "type = int16\naddress = 6", 5,
     "[P] at holding 6-6 lies outside the device's ranges"},
    {"ranges = holding 0-5, 6-9", "type = uint32\naddress = 5", 5,
     "reaches from one range into another"},
    {"ranges = holding 0-5, 5-9", "type = int16\naddress = 0", 2, "holding 0-5 and 5-9 overlap"},
    {"ranges = holding 9-5", "type = int16\naddress = 9", 2, "FIRST-LAST"},
    {"ranges = 0-5", "type = int16\naddress = 0", 2,
     "holding, input, coil or discrete before each list"},
    {"ranges = holding", "type = int16\naddress = 0", 2, "FIRST-LAST after \"holding\""},
    {"most_registers = 3", "type = int64\naddress = 0", 5,
     "needs holding 0-3 in one request (4), expected at most 3 (most_registers)"},
    {"", "type = uint16\naddress = 0\nparts = 500*0.001", 4,
     "in one request (501), expected at most 125"},
    {"", "type = uint16\naddress = 0\nstatus = 300 1 1", 4, "in one request (301)"},
    {"ranges = holding 0-5, 6-9", "type = uint16\naddress = 5\nunit_register = 6 0=1", 5,
     "reaches from one range into another"},
    {"functions = 4, 6", "type = int16\naddress = 0", 3,
     "in area holding is read by function 3, expected it in \"functions\""},
    {"document_base = 40001", "type = int16\naddress = 5\ndocument = HR40005", 5,
     "address = 5: expected 4, for document HR40005 less document_base 40001"},
    /* other people's words */
    {"", "type = int16\naddress = 0\nfactor = 0.1", 5, "unknown key \"factor\", expected scale"},
    {"max_registers = 9", "type = int16\naddress = 0", 2, "expected \"most_registers\"?"},
    {"", "type = uint64\naddress = 0", 3, "type = uint64: expected int64, for 64 bits"},
    {"", "type = int16\naddress = １", 4, "(in plain characters, not full-width ones"},
    {"", "type = int16\naddress = 0\nscale = 0.1\xc2\xa0", 5, "(with plain blanks, not ones"},
    {"", "type = int16\naddress = 0\n[default]\ntype = int16", 5, "expected [defaults]"},
    /* what */
    {"", "address = 0", 2, "[P] has no type, expected type = bool, int16"},
    {"", "type = int17\naddress = 0", 3, "type = int17: expected bool, int16"},
    {"", "area = coil\ntype = float32\naddress = 0", 4, "bool, the only type in area coil"},
    {"", "type = bool\naddress = 0", 2, "[P] is a bool in a register, expected bit = 0 to 15"},
    {"", "type = bool\nbit = 16\naddress = 0", 4, "from 0 to 15"},
    {"", "type = int16\nbit = 1\naddress = 0", 4, "it has no meaning for type int16"},
    {"", "type = string\naddress = 0", 2, "is a string, expected words"},
    {"", "type = uint32\nwords = 1\naddress = 0", 4, "words = 1: expected 2"},
    {"", "type = float32\naddress = 0\norder = ABBA", 5, "expected ABCD, CDAB, BADC or DCBA"},
    {"", "type = float32\naddress = 0\norder = DCAB", 5, "expected ABCD, CDAB, BADC or DCBA"},
    {"", "type = float32\naddress = 0\norder = ABDC", 5, "expected ABCD, CDAB, BADC or DCBA"},
    {"", "type = float32\naddress = 0\norder = ACBD", 5, "expected ABCD, CDAB, BADC or DCBA"},
    {"", "type = float32\naddress = 0\norder = little", 5, "expected ABCD, CDAB, BADC or DCBA"},
    {"", "type = float32\naddress = 0\norder = AB", 5,
     "ABCD, CDAB, BADC or DCBA, for the value has 4 bytes"},
    {"", "type = int16\naddress = 0\norder = CDAB", 5, "expected AB or BA"},
    {"", "type = float64\naddress = 0\norder = ABCDEFGI", 5, "expected ABCDEFGH, GHEFCDAB"},
    {"", "type = float64\naddress = 0\norder = ABDCEFGH", 5, "expected ABCDEFGH, GHEFCDAB"},
    {"", "type = int16\naddress = 0\n[defaults]\norder = DCAB", 6, "one order for each width"},
    {"", "type = int17\naddress = 0\n[defaults]\ntype = int16", 3, "type = int17: expected bool"},
    {"", "type = float64\naddress = 0\n[defaults]\norder = CDAB", 2,
     "[P] has 8 bytes and order = CDAB in [defaults] has none for them"},
    {"", "type = int16\naddress = 0\n[defaults]\norder = CDAB, DCBA", 6,
     "one order for each width"},
    {"", "type = int16\naddress = 0\n[defaults]\norder = 3412", 6, "one order for each width"},
    {"", "type = int16\naddress = 0\nscale = 0", 5, "scale = 0: expected anything but 0"},
    {"", "type = int16\naddress = 0\nscale = 0,1", 5, "expected a number such as 0.1"},
    {"", "type = int16\naddress = 0\nscale = nan", 5, "expected a number such as 0.1"},
    {"", "type = int16\naddress = 0\nscale = inf", 5, "expected a number such as 0.1"},
    {"", "type = int16\naddress = 0\nscale = 1e-320", 5, "in size from 1e-12 to 1e12"},
    {"", "type = int16\naddress = 0\nscale = -1e-13", 5, "in size from 1e-12 to 1e12"},
    {"", "type = int16\naddress = 0\nscale = 1e13", 5, "in size from 1e-12 to 1e12"},
    {"", "type = int16\naddress = 0\nscale = 1e-999", 5, "scale = 1e-999: expected"},
    {"", "type = int16\naddress = 0\nresolution = 1e-320", 5, "a resolution above 0"},
    {"", "type = uint16\naddress = 0\nparts = 1*1e-320", 5, "\"ADDRESS:WORDS:TYPE*WEIGHT"},
    {"", "type = uint16\naddress = 0\nunit_register = 1 0=1e-320", 5, "\"REGISTER RAW=FACTOR"},
    {"", "type = int16\naddress = 0\nscale = 0.1\nhigh = 5000", 6,
     "[P] high 5000 does not fit type int16, expected -3276.8 to 3276.7 after scale and offset"},
    {"", "type = uint16\naddress = 0\nlow = -1", 5, "[P] low -1 does not fit type uint16"},
    {"", "type = uint16\naddress = 0\nscale = -0.1\nlow = -7000", 6, "expected -6553.5 to 0"},
    {"", "type = float32\naddress = 0\nhigh = 1e39", 5, "does not fit type float32"},
    {"", "type = enum\naddress = 0\nhigh = 70000", 5, "does not fit type enum"},
    {"", "type = uint16\naddress = 0\nscale = 100\nparts = 1*0.01\nhigh = 6560000", 7,
     "expected 0 to 6.55416e+06"},
    {"", "type = uint16\naddress = 0\nunit_register = 1 0=1 1=10\nhigh = 700000", 6,
     "expected 0 to 655350"},
    {"", "type = int16\naddress = 0\n[defaults]\nscale = x", 6, "scale = x: expected a number"},
    {"",
     "type = int16\naddress = 0\nscale = 1\n[Q]\ntype = int16\naddress = 1\nscale = 1\n"
     "[defaults]\nscale = x",
     11, "scale = x: expected a number"},
    {"", "type = enum\naddress = 0\nscale = 2", 5, "no meaning for type enum"},
    {"", "area = coil\naddress = 0\nlow = 1", 5, "no meaning for type bool in coil"},
    {"", "type = int16\naddress = 0\nlow = 5\nhigh = 4", 5, "low 5 above high 4, expected"},
    {"", "type = int16\naddress = 0\nresolution = 0", 5, "a resolution above 0"},
    {"", "type = int16\naddress = 0\nevery = 0", 5, "from 1 to 10000"},
    {"", "type = int16\naddress = 0\ninvalid = 32768", 5,
     "raw values that fit type int16, but found \"32768\""},
    {"", "type = uint16\naddress = 0\ninvalid = -1", 5, "fit type uint16"},
    {"", "type = uint16\naddress = 0\ninvalid = 0x10000", 5, "fit type uint16"},
    {"", "type = float32\naddress = 0\ninvalid = abc", 5, "fit type float32"},
    {"", "type = uint16\naddress = 0\nstatus = 1 0x0f", 5, "\"REGISTER MASK GOOD\""},
    {"", "type = uint16\naddress = 0\nstatus = 1 0x0f 0x10", 5, "GOOD has no bit outside MASK"},
    {"", "type = uint16\naddress = 0\nparts = 1:2:uint16*1", 5, "\"ADDRESS:WORDS:TYPE*WEIGHT"},
    {"", "type = uint16\naddress = 0\nparts = 1:uint16", 5, "\"ADDRESS:WORDS:TYPE*WEIGHT"},
    {"", "type = uint16\naddress = 0\nparts = 1:2:float32*1", 5,
     "parts of one register or as wide as the point itself"},
    {"", "type = uint16\naddress = 0\nunit_register = 1", 5, "\"REGISTER RAW=FACTOR"},
    {"", "type = uint16\naddress = 0\nunit_register = 1 0=1 0=2", 5, "each RAW once"},
    {"", "type = enum\naddress = 0\nlabels = 0:a:b, 0:c:d", 5, "each value once"},
    {"", "type = bits\naddress = 0\nlabels = 16:a:b", 5, "from 0 to 15, the bit's number"},
    {"", "type = enum\naddress = 0\nlabel = zero:a", 5, "\"VALUE:中文:English\""},
    {"", "type = int16\naddress = 0\nlabels = 0:a:b", 5, "no meaning for type int16"},
    /* set-points */
    {"", "type = int16\naddress = 0\naccess = maybe", 5, "expected read or write"},
    {"", "area = input\ntype = int16\naddress = 0\naccess = rw", 6,
     "access = rw: expected area = holding or coil beside it"},
    {"",
     "type = int16\nscale = 0.1\naddress = 0\naccess = rw\nset_low = 0\nset_high = 9\nstep = 0.01",
     9, "less than one step of the register, expected at least 0.1"},
    {"",
     "type = int16\naddress = 0\naccess = rw\nset_low = 0\nset_high = 9\nauthority = K 2\n"
     "[K]\narea = discrete\naddress = 0",
     8, "a value that [K] can have, from 0 to 1"},
    {"", "type = int16\naddress = 0\nset_high = 5", 5, "\"access = write\" beside it"},
    {"", "area = input\ntype = int16\naddress = 0\naccess = write", 6,
     "this area can only be read"},
    {"", "type = string\nwords = 2\naddress = 0\naccess = write", 6, "access = read for a string"},
    {"", "type = bool\nbit = 2\naddress = 0\naccess = write", 6, "one bit of a register"},
    {"", "type = uint16\naddress = 0\naccess = write\nparts = 1*0.1", 5,
     "a value made of several registers"},
    {"functions = 3", "type = int16\naddress = 0\naccess = write", 6,
     "access = write: expected function 6 in \"functions\""},
    {"functions = 3, 6", "type = uint32\naddress = 0\naccess = write", 6,
     "expected function 16 in \"functions\", for [P] is written by it (several registers at once)"},
    {"functions = 1, 3, 6", "area = coil\naddress = 0\naccess = write", 6, "expected function 5"},
    {"", "type = int16\naddress = 0\naccess = write\nset_low = 5\nset_high = 4", 6,
     "set_low 5 above set_high 4"},
    {"", "type = int16\naddress = 0\naccess = write\nhigh = 50\nset_high = 60", 7,
     "set_high 60 above high 50"},
    {"", "type = int16\naddress = 0\naccess = write\nlow = 50\nset_low = 40", 7,
     "set_low 40 below low 50"},
    {"", "type = int16\nscale = 0.1\naddress = 0\naccess = write\nset_high = 4000", 7,
     "set_high 4000 does not fit type int16, expected -3276.8 to 3276.7"},
    {"", "type = uint16\naddress = 0\naccess = write\nset_low = -1", 6,
     "set_low -1 does not fit type uint16"},
    {"", "type = int16\naddress = 0\naccess = write\nstep = 0", 6, "a step above 0"},
    {"", "type = int16\naddress = 0\naccess = write\nstep = -3", 6, "a step above 0"},
    {"", "type = int16\naddress = 0\naccess = write\nlevel_coil = Q 0", 6, "there is no [Q]"},
    {"", "type = int16\naddress = 0\naccess = write\nlevel_coil = Q", 6, "\"POINT VALUE\""},
    {"", "type = int16\naddress = 0\naccess = write\nauthority = P 1", 6,
     "another point than [P] itself"},
    {"", "type=int16\naddress=0\nin_force_when = M 0\n[M]\ntype=int16\naddress=1", 5,
     "\"access = write\" beside it"},
    {"", "type = int16\naddress = 0\naccess = write\nin_force_when = Q 0", 6, "there is no [Q]"},
    {"", "type = int16\naddress = 0\naccess = write\nin_force_when = P 1", 6,
     "another point than [P] itself"},
    {"",
     "type=int16\naddress=0\naccess=write\nin_force_when = M 7\n[M]\ntype=enum\naddress=1\n"
     "labels = 0:a, 1:b",
     6, "a value that the labels of [M] name"},
    {"",
     "type=int16\naddress=0\naccess=write\nin_force_when = S 1\n[S]\ntype=string\nwords=2\n"
     "address=1",
     6, "a point with a number, unlike [S]"},
    {"", "type=int16\naddress=0\naccess=write\ncurve_when = M 1\n[M]\ntype=int16\naddress=1", 6,
     "in_force_when beside it"},
    {"",
     "type=int16\naddress=0\naccess=write\nin_force_when = M 1\ncurve_when = M 1\n[M]\n"
     "type=int16\naddress=1",
     7, "another value than that of in_force_when"},
    {"",
     "type=int16\naddress=0\naccess=write\nin_force_when = M 1\ncurve_when = M 2\n[M]\n"
     "type=int16\naddress=1\n[OT]\ntype=int16\naddress=2",
     7, "a curve of this circuit: OT, CURVE_1_OT"},
    {"", "type=int16\naddress=0\naccess=write\nlevel_coil = C 0\n[C]\narea=coil\naddress=0", 6,
     "area = coil and access = write, unlike [C]"},
    {"",
     "type=int16\naddress=0\naccess=write\nlevel_coil = C "
     "2\n[C]\narea=coil\naddress=0\naccess=write",
     6, "0 or 1 after the coil's id"},
    {"",
     "type=int16\naddress=0\naccess=write\nlevel_coil = C "
     "0\n[C]\narea=coil\naddress=0\naccess=write\nlevel_coil = D "
     "0\n[D]\narea=coil\naddress=1\naccess=write",
     6, "needs no level coil itself"},
    /* between points */
    {"", "type = int16\naddress = 0\n[P]\ntype = int16\naddress = 1", 5,
     "[P] again, expected each point once (already on line 2)"},
    {"", "type = float32\naddress = 0\n[Q]\ntype = float32\naddress = 1", 7,
     "[Q] starts at 1 inside [P] (0-1"},
    {"", "type = int16\naddress = 0\n[2nd]\ntype = int16\naddress = 1", 5,
     "point id \"2nd\": expected a letter"},
    {"", "type = int16\naddress = 0\n[T2g.0]\ntype = int16\naddress = 1", 5, "point id \"T2g.0\""},
    {"", "type = int16\naddress = 0\n[T2g.100]\ntype = int16\naddress = 1", 5,
     "point id \"T2g.100\""},
    {"", "type = int16\naddress = 0\n[T2-g]\ntype = int16\naddress = 1", 5, "point id \"T2-g\""},
    {"", "type = int16\naddress = 0\n[ABCDEFGHIJKLMNOPQRSTUVWXYZ]\ntype = int16\naddress = 1", 5,
     "at most 23 together"},
    /* the device */
    {"functions = 3, x", "type = int16\naddress = 0", 2, "function codes such as"},
    {"functions = 3, 99", "type = int16\naddress = 0", 2, "but found \"99\""},
    {"functions = 3 10", "type = int16\naddress = 0", 2, "but found \"10\""},
    {"functions = 3, 0x83", "type = int16\naddress = 0", 2, "but found \"0x83\""},
    {"functions = 6", "type = int16\naddress = 0", 2, "at least one that reads"},
    {"write_function = 5", "type = int16\naddress = 0", 2, "write_function = 5: expected 6 or 16"},
    {"functions = 3\nwrite_function = 16", "type = int16\naddress = 0", 3,
     "a code that \"functions\" allows"},
    {"gap = some", "type = int16\naddress = 0", 2, "none, or how many unused registers"},
    {"most_registers = 126", "type = int16\naddress = 0", 2, "from 1 to 125"},
    {"most_bits = 2001", "type = int16\naddress = 0", 2, "from 1 to 2000"},
    {"period_s = 0", "type = int16\naddress = 0", 2, "seconds from 0.1 to 86400"},
    {"one_point_a_read = perhaps", "type = int16\naddress = 0", 2, "yes or no"},
    {"unlock = 144", "type = int16\naddress = 0", 2, "\"REGISTER VALUE\""},
    {"identity = 0 9 8", "type = int16\naddress = 0", 2, "LOW not above HIGH"},
    {"ranges = holding 1-9\nidentity = 0 1 2", "type = int16\naddress = 1", 3,
     "a holding register inside the ranges"},
    {"ranges = holding 1-9\nunlock = 20 1732", "type = int16\naddress = 1", 3,
     "a holding register inside the ranges"},
    {"functions = 4, 6\nunlock = 1 1732", "type = int16\narea = input\naddress = 1", 3,
     "read by function 3"},
    {"gap = none",
     "type = int16\naddress = 3\naccess = readwrite\nset_low = 1\nset_high = 2\n[B]\n"
     "type = int16\naddress = 3\naccess = readwrite\nset_low = 1\nset_high = 9",
     11, "is written at 3 as [P] is"},
    {"connections = 0", "type = int16\naddress = 0", 2, "from 1 to 255"},
};

static void each_mistake_has_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const struct mistake *mistake = &mistakes[i];
        char text[1024], where[64];
        struct conf_errors errors;
        snprintf(text, sizeof text, "[profile]\n%s%s[P]\n%s\n", mistake->rules,
                 *mistake->rules ? "\n" : "", mistake->point);
        struct profile *profile = shelf_parse(text, &errors);
        snprintf(where, sizeof where, "t.profile:%d: ", mistake->line);
        const char *said = errors.text;
        while (strstr(said, ": note: ") && strchr(said, '\n'))
            said = strchr(said, '\n') + 1;
        bool has_line = strncmp(errors.text, where, strlen(where)) == 0 ||
                        strncmp(said, where, strlen(where)) == 0;
        if (profile || errors.count != 1 || !has_line || !strstr(errors.text, mistake->message))
            fail_msg("case %zu, expected at %s \"%s\", got %d:\n%s\nfor\n%s", i, where,
                     mistake->message, errors.count, errors.text, text);
    }
    print_message("%zu classes of mistakes\n", sizeof mistakes / sizeof *mistakes);
}

static void whole_files_are_judged(void **state)
{
    (void)state;
    struct conf_errors errors;
    assert_null(shelf_parse("", &errors));
    assert_non_null(strstr(errors.text, "no [profile] section"));
    assert_non_null(strstr(errors.text, "no points"));
    assert_null(shelf_parse("[A]\ntype = int16\naddress = 0\n", &errors));
    assert_int_equal(errors.count, 1);
    errors = (struct conf_errors){.file = "x"};
    const char *text = "[profile]\n[A]\ntype = int16\naddress = 0\n";
    assert_null(profile_parse("my profile", text, strlen(text), &errors));
    assert_non_null(strstr(errors.text, "profile name \"my profile\""));
}

static void points_have_a_limit(void **state)
{
    (void)state;
    size_t size = 400000;
    char *text = malloc(size);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, size, "[profile]\n[defaults]\ntype = int16\n");
    for (int i = 0; i < 4097; i++)
        used += (size_t)snprintf(text + used, size - used, "[P%d]\naddress = %d\n", i, i);
    struct conf_errors errors;
    assert_null(shelf_parse(text, &errors));
    assert_int_equal(errors.count, 1);
    assert_non_null(strstr(errors.text, "t.profile:8196: more points, expected at most 4096"));
    char *last = strstr(text, "[P4096]");
    *last = 0;
    struct profile *profile = shelf_parse(text, &errors);
    assert_non_null(profile);
    assert_int_equal(profile->point_count, 4096);
    profile_free(profile);
    free(text);
}

static void form_is_free(void **state)
{
    (void)state;
    struct conf_errors errors;
    struct profile *profile =
        shelf_parse("\xef\xbb\xbf# 现场\r\n[Profile]\r\nZH = 控制器\r\nRanges = HR 0-9 , 20 - 29; "
                    "DI 0-7\r\nRANGES = coil 5\r\nMost-Registers = 0x10\r\n"
                    "document-base = holding 40001, coil 1\r\n[T1g]\r\nArea = Holding\r\n"
                    "Type = FLOAT\r\nOrder = cd-ab\r\nDocument = HR40021\r\nscale = 1e-1\r\n"
                    "unit = \"°C\" # degrees\r\n[pump]\r\narea = 0x\r\ndocument = \"CL 6\"\r\n"
                    "access = RW\r\nlabel = 0:停\r\nlabel = 1:1#泵运行\r\n",
                    &errors);
    if (!profile)
        fail_msg("%s", errors.text);
    assert_int_equal(profile->range_count, 4);
    assert_int_equal(profile->range[1].first, 20);
    assert_int_equal(profile->most_registers, 16);
    const struct point *point = &profile->point[0];
    assert_int_equal(point->address, 20);
    assert_int_equal(point->type, POINT_FLOAT32);
    assert_int_equal(point->order[0], 2);
    assert_string_equal(point->unit, "°C");
    assert_string_equal(point->document, "HR40021");
    assert_int_equal(profile->point[1].area, AREA_COIL);
    assert_int_equal(profile->point[1].address, 5);
    char text[64];
    point_value_text(&profile->point[1], 1, false, text, sizeof text);
    assert_string_equal(text, "1#泵运行");
    profile_free(profile);
}

static void defaults_hold_where_they_fit(void **state)
{
    (void)state;
    struct conf_errors errors;
    struct profile *profile = shelf_parse(
        "[defaults]\ntype = float32\norder = CDAB\nscale = 0.1\ninvalid = 32767, 65535\n"
        "every = 5\naccess = read\n[profile]\n[A]\naddress = 0\n[B]\naddress = 2\n"
        "type = int16\nscale = 1\n[C]\narea = coil\naddress = 0\n[D]\naddress = 4\n"
        "type = uint16\ninvalid = none\n[E]\naddress = 5\ntype = enum\n",
        &errors);
    if (!profile)
        fail_msg("%s", errors.text);
    const struct point *point = profile->point;
    assert_int_equal(point[0].order[0], 2);
    assert_int_equal(point[1].order[0], 0);
    assert_true(point[0].scale == 0.1 && point[1].scale == 1);
    assert_int_equal(point[1].invalid_count, 1);
    assert_int_equal(point[2].type, POINT_BOOL);
    assert_int_equal(point[3].invalid_count, 0);
    assert_true(point[4].scale == 1);
    assert_int_equal(point[4].invalid_count, 2);
    assert_int_equal(point[2].every, 5);
    profile_free(profile);
}

static void values_left_out_have_meaning(void **state)
{
    (void)state;
    struct conf_errors errors;
    struct profile *profile = shelf_parse(
        "[profile]\n[A.2]\ntype = int16\naddress = 7\n[B]\ntype = float32\naddress = 8\n"
        "access = write\nlow = 1\nhigh = 2\nauthority = A 1\n",
        &errors);
    assert_non_null(profile);
    assert_int_equal(profile->functions, 0x1807e);
    assert_int_equal(profile->most_registers, 125);
    assert_int_equal(profile->gap_policy, GAP_NONE);
    assert_int_equal(profile->period_ms, 10000);
    assert_int_equal(profile->write_function, 6);
    assert_int_equal(profile->unlock_address, -1);
    assert_int_equal(profile->identity_address, -1);
    assert_int_equal(profile->point[0].circuit, 2);
    assert_int_equal(profile->point[0].area, AREA_HOLDING);
    assert_int_equal(profile->point[0].access, ACCESS_READ);
    assert_int_equal(profile->point[0].every, 1);
    assert_true(isinf(profile->point[0].low) && profile->point[0].resolution == 1);
    assert_int_equal(profile->point[0].level_coil, -1);
    assert_int_equal(profile->point[1].in_force, -1);
    assert_int_equal(profile->point[1].curve, -1);
    assert_true(profile->point[1].set_low == 1 && profile->point[1].set_high == 2);
    assert_true(profile->point[1].resolution == 0.01);
    assert_int_equal(profile->point[1].authority, 0);
    assert_true(profile->point[1].authority_value == 1);
    assert_int_equal(profile_find(profile, "A"), 0);
    assert_int_equal(profile_find(profile, "A.2"), 0);
    assert_int_equal(profile_find(profile, "A.1"), -1);
    assert_int_equal(profile_find(profile, ""), -1);
    profile_free(profile);
    profile = shelf_parse("[profile]\n[A.1]\ntype = int16\naddress = 7\n[A.2]\ntype = int16\n"
                          "address = 8\n",
                          &errors);
    assert_int_equal(profile_find(profile, "A"), -1);
    profile_free(profile);
}

static void shipped_profiles_are_whole(void **state)
{
    (void)state;
    static const char *const names[] = {"danfoss-ecl310-a266", "station-plc", "trovis-5578",
                                        "tuf2000", "vlt-fc51"};
    size_t count = 0;
    while (profile_shipped_name(count))
        count++;
    assert_int_equal(count, sizeof names / sizeof *names);
    for (size_t i = 0; i < count; i++) {
        struct conf_errors errors;
        assert_string_equal(profile_shipped_name(i), names[i]);
        struct profile *profile = shelf_shipped(names[i], &errors);
        if (!profile)
            fail_msg("%s", errors.text);
        assert_true(*profile->zh && *profile->en);
        assert_int_equal(errors.notes, 0);
        for (size_t j = 0; j < profile->point_count; j++) {
            const struct point *point = &profile->point[j];
            if (!*point->zh || !*point->en || !*point->group)
                fail_msg("%s: [%s] lacks a name or group", names[i], point->id);
            bool is_number = point->type != POINT_BOOL && point->type != POINT_ENUM;
            if (point->access == ACCESS_WRITE && is_number &&
                (isinf(point->set_low) || isinf(point->set_high) || point->step < 0))
                fail_msg("%s: [%s] may be set to anything", names[i], point->id);
        }
        profile_free(profile);
    }
    size_t length = 0;
    assert_null(profile_shipped("no-such", &length));
}

/* The codes of the standard point list, so that screens find their columns. */
static void station_plc_has_the_standard_points(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "T1g",       "T1h",       "P1g",       "P1h",       "DP1",       "F1",       "Q1",
        "E1",        "V1",        "TL",        "LEAK",      "PWR",       "UPS",      "DOOR",
        "SMOKE",     "OT",        "EE",        "AUTH",      "T2g.1",     "T2h.2",    "P2g.3",
        "P2h.1",     "DP2.1",     "DPs.1",     "F2.1",      "CP1_Hz.1",  "CP2_A.1",  "CP1_Run.1",
        "CP2_Flt.1", "CP1_Rem.1", "MP1_Hz.1",  "MP2_Run.1", "Fm.1",      "Vm.1",     "CV_U.1",
        "XSV.1",     "TR_avg.1",  "TR_min.1",  "N18.1",     "CV_Mode.1", "T2g_SP.3", "CURVE_1.1",
        "CURVE_8.3", "SLOT_0.1",  "SLOT_11.2", "CV_SP.1",   "CV_Min.1",  "CV_Max.1", "F1_SP.1",
        "XP_Mode.1", "XP_Hz.1",   "XP_DP.1",   "BP_P2h.1",  "BP_H.1",    "BP_L.1"};
    struct conf_errors errors;
    struct profile *profile = shelf_shipped("station-plc", &errors);
    assert_non_null(profile);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (profile_find(profile, ids[i]) < 0)
            fail_msg("no [%s]", ids[i]);
    const struct point *point = &profile->point[profile_find(profile, "T2g_SP.1")];
    assert_true(point->set_low == 30 && point->set_high == 70 && point->step == 3);
    assert_int_equal(point->step_wait_s, 1800);
    assert_int_equal(point->authority, profile_find(profile, "AUTH"));
    assert_int_equal(point->in_force, profile_find(profile, "CV_Mode.1"));
    assert_int_equal(point->curve, point->in_force);
    assert_true(point->in_force_value == 1 && point->curve_value == 2);
    assert_true(profile->point[profile_find(profile, "P1g")].resolution <= 0.01);
    profile_free(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_has_its_line),
        cmocka_unit_test(whole_files_are_judged),
        cmocka_unit_test(points_have_a_limit),
        cmocka_unit_test(form_is_free),
        cmocka_unit_test(defaults_hold_where_they_fit),
        cmocka_unit_test(values_left_out_have_meaning),
        cmocka_unit_test(shipped_profiles_are_whole),
        cmocka_unit_test(station_plc_has_the_standard_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
