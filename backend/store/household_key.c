#include "backend/store/household_key.h"

#include "backend/base/pinyin.h"
#include "backend/base/surname.h"
#include "backend/base/text.h"

#include <ctype.h>
#include <string.h>

#define NAME_SIZE (INVENTORY_NAME_MOST + 1)
#define LINE_SIZE 260

/* Words behind a number or letter that part an address, longest first. */
static const char *const joints[] = {"号楼", "号院", "单元", "栋", "幢", "座", "楼", "#", "号"};
static const char *const ends[] = {"室", "户", "号"}; /* behind a number: said, not needed */

#define COUNT(list) (sizeof(list) / sizeof *(list))

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

static size_t begins(const char *text, const char *with)
{
    size_t length = strlen(with);
    return strncmp(text, with, length) == 0 ? length : 0;
}

/* Full-width digits and dashes as an input method writes them, and capitals; 0 = neither. */
static char narrow_of(uint32_t character)
{
    if (character >= 0xff10 && character <= 0xff19)
        return (char)('0' + (character - 0xff10));
    if (character == 0xff0d || character == 0x2014)
        return '-';
    if (character == 0xff03)
        return '#';
    return character < 0x80 ? (char)tolower((int)character) : 0;
}

static void narrow(char *out, size_t size, const char *text)
{
    size_t length = strlen(text), used = 0;
    uint32_t character;
    for (int bytes; (bytes = text_next(text, length, &character)) > 0;) {
        char letter = narrow_of(character);
        size_t wanted = letter ? 1 : (size_t)bytes;
        if (used + wanted >= size)
            break;
        memcpy(out + used, letter ? &letter : text, wanted);
        used += wanted;
        text += bytes;
        length -= (size_t)bytes;
    }
    out[used] = 0;
}

/* Bytes of a word that parts an address here, behind a number or letter. */
static size_t joint_at(const char *text)
{
    for (size_t i = 0; i < COUNT(joints); i++) {
        size_t bytes = begins(text, joints[i]);
        bool is_number = i + 1 == COUNT(joints); /* 号 only before a number */
        if (bytes && (!is_number || is_digit(text[bytes])))
            return bytes;
    }
    return 0;
}

static size_t end_at(const char *text)
{
    for (size_t i = 0; i < COUNT(ends); i++) {
        size_t bytes = begins(text, ends[i]);
        if (bytes && !is_digit(text[bytes]))
            return bytes;
    }
    return 0;
}

void household_fold(char *out, size_t size, const char *text)
{
    char plain[LINE_SIZE];
    size_t used = 0;
    narrow(plain, sizeof plain, text);
    for (const char *at = plain; *at && used + 1 < size;) {
        char last = used ? out[used - 1] : 0;
        size_t joint = is_small(last) ? joint_at(at) : 0;
        size_t end = is_digit(last) ? end_at(at) : 0;
        if (joint || *at == '-') {
            if (last != '-')
                out[used++] = '-';
            at += joint ? joint : 1;
        } else if (end) {
            at += end;
        } else {
            out[used++] = *at++;
        }
    }
    out[used] = 0;
}

/* Without blanks: typed ones part words. */
static void fold_tight(char *out, size_t size, const char *text)
{
    size_t used = 0;
    household_fold(out, size, text);
    for (const char *at = out; *at; at++)
        if (*at != ' ')
            out[used++] = *at;
    out[used] = 0;
}

static void cut_end(char *text, const char *end)
{
    size_t length = strlen(text), bytes = strlen(end);
    if (length > bytes && strcmp(text + length - bytes, end) == 0)
        text[length - bytes] = 0;
}

/* "惠民园换热站" serves 惠民园. */
static void community_of_station(const char *station, char *out, size_t size)
{
    static const char *const kinds[] = {"换热机组", "换热站", "热力站", "站"};
    snprintf(out, size, "%s", station);
    for (size_t i = 0; i < COUNT(kinds); i++)
        cut_end(out, kinds[i]);
}

/* Takes "惠民园5号楼" apart; no number in 门诊楼: all of it names the place. */
static void split_building(const char *name, char community[NAME_SIZE], char number[NAME_SIZE])
{
    char plain[NAME_SIZE];
    narrow(plain, sizeof plain, name);
    size_t length = strlen(plain), before = length;
    bool has_word = false;
    for (size_t i = 0; i < COUNT(joints) && !has_word; i++) {
        size_t bytes = strlen(joints[i]);
        has_word = length > bytes && strcmp(plain + length - bytes, joints[i]) == 0 &&
                   is_small(plain[length - bytes - 1]);
        before -= has_word ? bytes : 0;
    }
    size_t start = before;
    bool has_digit = false;
    while (start > 0 && is_small(plain[start - 1]))
        has_digit |= is_digit(plain[--start]);
    if (!has_word && !has_digit)
        start = before;
    snprintf(number, NAME_SIZE, "%.*s", (int)(before - start), plain + start);
    snprintf(community, NAME_SIZE, "%.*s", (int)start, plain);
    while (start > 0 && (community[start - 1] == '-' || community[start - 1] == ' '))
        community[--start] = 0;
}

static int parts_of(const char *room)
{
    int parts = 1;
    for (; *room; room++)
        parts += *room == '-';
    return parts;
}

/* A household's name is often its whole address in the community, sometimes only the door. */
static void room_of(const struct household_maker *maker, const char *name, char *out, size_t size)
{
    char folded[NAME_SIZE];
    fold_tight(folded, sizeof folded, name);
    cut_end(folded, "-");
    const char *number = maker->number;
    const char *room = folded + (*maker->folded ? begins(folded, maker->folded) : 0);
    room += *room == '-';
    size_t leads = begins(room, number);
    bool says_building = strstr(name, "号楼") || strstr(name, "栋") || strstr(name, "幢");
    bool is_whole = leads && room[leads] == '-' && (says_building || parts_of(room) >= 3);
    if (*number && !is_whole)
        snprintf(out, size, "%s-%s", number, room);
    else
        snprintf(out, size, "%s", room);
}

struct keys {
    char *at;
    size_t size, used;
};

/* Each once; one that finds no room is left out. The end of one begins the next. */
static void add(struct keys *keys, const char *mark, const char *first, const char *second)
{
    char key[2 * LINE_SIZE];
    const char *const parts[] = {mark, first, second};
    size_t length = 0;
    key[length++] = HOUSEHOLD_KEY_END;
    for (size_t i = 0; i < COUNT(parts); i++) {
        size_t bytes = strlen(parts[i]);
        if (length + bytes + 2 > sizeof key)
            return;
        memcpy(key + length, parts[i], bytes);
        length += bytes;
    }
    if (length == 1)
        return;
    key[length++] = HOUSEHOLD_KEY_END;
    key[length] = 0;
    size_t shared = keys->used > 0;
    if (keys->used + length >= keys->size || (shared && strstr(keys->at, key)))
        return;
    memcpy(keys->at + keys->used - shared, key, length + 1);
    keys->used += length - shared;
}

/* Digits alone, without the country's; from its end, too. */
static void add_phone(struct keys *keys, const char *phone, size_t length)
{
    char digits[100], reversed[100];
    size_t count = 0;
    if (length > 3 && begins(phone, "+86")) {
        phone += 3;
        length -= 3;
    }
    for (size_t i = 0; i < length && count + 1 < sizeof digits; i++)
        if (is_digit(phone[i]))
            digits[count++] = phone[i];
    digits[count] = reversed[count] = 0;
    for (size_t i = 0; i < count; i++)
        reversed[i] = digits[count - 1 - i];
    if (count == 0)
        return;
    add(keys, "", digits, "");
    add(keys, "<", reversed, "");
}

static void add_user(struct keys *keys, const struct inventory_household *user)
{
    char name[NAME_SIZE], initials[NAME_SIZE], family[16], card[LINE_SIZE];
    fold_tight(name, sizeof name, user->name);
    pinyin_initials(initials, sizeof initials, name);
    add(keys, "", name, "");
    size_t bytes = surname_pinyin(family, sizeof family, name);
    if (bytes > 0 && initials[0]) {
        char rest[NAME_SIZE];
        initials[0] = family[0]; /* as a family name is read */
        pinyin_initials(rest, sizeof rest, name + bytes);
        add(keys, "", family, rest);
    }
    add(keys, "", initials, "");
    fold_tight(card, sizeof card, user->card);
    add(keys, "", card, "");
    for (const char *phone = user->phone; *phone;) {
        size_t length = strcspn(phone, " ");
        add_phone(keys, phone, length);
        phone += length + (phone[length] == ' ');
    }
}

/* The nearest node of a kind, itself included, or -1. */
static int32_t above(const struct inventory *inventory, int32_t node, enum node_kind kind)
{
    while (node >= 0 && inventory->nodes.at[node].kind != kind)
        node = inventory->nodes.at[node].parent;
    return node;
}

/* The building's own word for the place, else what its station serves, else what it stands in. */
static void find_community(struct household_maker *maker)
{
    const struct inventory_node *at = maker->inventory->nodes.at;
    int32_t inside = maker->anchor;
    char own[NAME_SIZE] = "";
    maker->number[0] = maker->community[0] = 0;
    if (maker->building >= 0)
        split_building(at[maker->building].name, own, maker->number);
    if (maker->building == inside && inside >= 0)
        inside = at[inside].parent;
    maker->has_own = *own != 0;
    if (maker->has_own)
        snprintf(maker->community, sizeof maker->community, "%s", own);
    else if (maker->station >= 0)
        community_of_station(at[maker->station].name, maker->community, sizeof maker->community);
    else if (inside >= 0)
        snprintf(maker->community, sizeof maker->community, "%s", at[inside].name);
}

static void prepare(struct household_maker *maker, int32_t node)
{
    const struct inventory_node *at = &maker->inventory->nodes.at[node];
    int32_t anchor = at->kind == NODE_BUILDING ? node : at->parent;
    if (maker->is_ready && maker->anchor == anchor)
        return;
    maker->is_ready = true;
    maker->anchor = anchor;
    maker->building = above(maker->inventory, anchor, NODE_BUILDING);
    maker->station = above(maker->inventory, anchor, NODE_STATION);
    find_community(maker);
    fold_tight(maker->folded, sizeof maker->folded, maker->community);
    pinyin_initials(maker->initials, sizeof maker->initials, maker->folded);
}

static void place_building(const struct household_maker *maker, const char *name,
                           struct household_place *out, struct keys *keys)
{
    char room[NAME_SIZE + 1];
    snprintf(room, sizeof room, "%s%s", maker->number, *maker->number ? "-" : "");
    add(keys, "#", maker->folded, room);
    add(keys, "#", maker->initials, room);
    snprintf(out->address, sizeof out->address, "%s%s%s", maker->has_own ? "" : maker->community,
             maker->has_own ? "" : " ", name);
}

static void place_household(const struct household_maker *maker, const char *name,
                            struct household_place *out, struct keys *keys)
{
    char room[LINE_SIZE];
    room_of(maker, name, room, sizeof room);
    add(keys, "", maker->folded, room);
    add(keys, "", maker->initials, room);
    add(keys, "@", room, "");
    snprintf(out->address, sizeof out->address, "%s %s", maker->community, room);
}

void household_place(struct household_maker *maker, int32_t node,
                     const struct inventory_household *user, struct household_place *out)
{
    const struct inventory_node *at = &maker->inventory->nodes.at[node];
    struct keys keys = {out->keys, sizeof out->keys, 0};
    prepare(maker, node);
    out->keys[0] = 0;
    out->building = maker->building;
    out->station = maker->station;
    if (at->kind == NODE_BUILDING)
        place_building(maker, at->name, out, &keys);
    else
        place_household(maker, at->name, out, &keys);
    if (user)
        add_user(&keys, user);
}
