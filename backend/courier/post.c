#include "backend/courier/post.h"

#include "backend/base/alloc.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MOST 65536 /* bytes of an answer that are read */

struct post {
    struct poster *poster;
    struct post *next;
    CURL *easy;
    struct curl_slist *headers;
    char *json;
    char why[CURL_ERROR_SIZE];
    size_t answered;
    void (*on_done)(void *ctx, bool ok, const char *why);
    void *ctx;
};

struct poster {
    uv_loop_t *loop;
    CURLM *multi;
    uv_timer_t *timer; /* freed by its own close */
    const char *ca;    /* NULL = those the system trusts */
    long timeout_s;
    struct post *posts; /* under way */
    size_t open;
};

/* One of libcurl's sockets while it wants to be watched; freed by its own close. */
struct watched {
    uv_poll_t poll;
    struct poster *poster;
    curl_socket_t socket;
};

static void on_timer_closed(uv_handle_t *handle)
{
    free(handle);
}

static void on_watched_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void post_free(struct post *post)
{
    struct poster *poster = post->poster;
    for (struct post **at = &poster->posts; *at; at = &(*at)->next)
        if (*at == post) {
            *at = post->next;
            break;
        }
    poster->open--;
    curl_multi_remove_handle(poster->multi, post->easy);
    curl_easy_cleanup(post->easy);
    curl_slist_free_all(post->headers);
    free(post->json);
    free(post);
}

static void end_post(struct post *post, bool ok, const char *why)
{
    void (*on_done)(void *, bool, const char *) = post->on_done;
    void *ctx = post->ctx;
    post_free(post);
    on_done(ctx, ok, why);
}

static void finish(struct post *post, CURLcode code)
{
    long status = 0;
    char why[CURL_ERROR_SIZE] = "";
    curl_easy_getinfo(post->easy, CURLINFO_RESPONSE_CODE, &status);
    /* the status came before the answer that we left unread */
    if (code == CURLE_WRITE_ERROR && post->answered > ANSWER_MOST)
        code = CURLE_OK;
    bool ok = code == CURLE_OK && status >= 200 && status <= 299;
    if (code != CURLE_OK)
        snprintf(why, sizeof why, "%s", post->why[0] ? post->why : curl_easy_strerror(code));
    else if (!ok)
        snprintf(why, sizeof why, "HTTP %ld", status);
    end_post(post, ok, why);
}

/* A callback may send more, which libcurl allows between its own calls only. */
static void collect(struct poster *poster)
{
    int left;
    for (CURLMsg *said; (said = curl_multi_info_read(poster->multi, &left));) {
        struct post *post = NULL;
        if (said->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(said->easy_handle, CURLINFO_PRIVATE, &post);
        finish(post, said->data.result);
    }
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct watched *watched = poll->data;
    struct poster *poster = watched->poster;
    int flags = status < 0 ? CURL_CSELECT_ERR : 0, running;
    flags |= events & UV_READABLE ? CURL_CSELECT_IN : 0;
    flags |= events & UV_WRITABLE ? CURL_CSELECT_OUT : 0;
    curl_multi_socket_action(poster->multi, watched->socket, flags, &running);
    collect(poster);
}

static void on_timer(uv_timer_t *timer)
{
    struct poster *poster = timer->data;
    int running;
    curl_multi_socket_action(poster->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(poster);
}

/* ---- what libcurl asks of the loop ---- */

static int set_timer(CURLM *multi, long timeout_ms, void *ctx)
{
    struct poster *poster = ctx;
    (void)multi;
    if (timeout_ms < 0)
        uv_timer_stop(poster->timer);
    else /* never from inside libcurl: a turn later */
        uv_timer_start(poster->timer, on_timer, timeout_ms ? (uint64_t)timeout_ms : 1, 0);
    return 0;
}

static void unwatch(struct poster *poster, struct watched *watched)
{
    curl_multi_assign(poster->multi, watched->socket, NULL);
    uv_poll_stop(&watched->poll);
    uv_close((uv_handle_t *)&watched->poll, on_watched_closed);
}

static int watch_socket(CURL *easy, curl_socket_t socket, int what, void *ctx, void *known)
{
    struct poster *poster = ctx;
    struct watched *watched = known;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watched)
            unwatch(poster, watched);
        return 0;
    }
    if (!watched) {
        watched = alloc_new(sizeof *watched);
        watched->poster = poster;
        watched->socket = socket;
        watched->poll.data = watched;
        if (uv_poll_init_socket(poster->loop, &watched->poll, socket) != 0) {
            free(watched);
            return -1;
        }
        watched->poll.data = watched;
        curl_multi_assign(poster->multi, socket, watched);
    }
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    uv_poll_start(&watched->poll, events, on_ready);
    return 0;
}

/* Returns less than was given when it is too much, which ends the post. */
static size_t take_answer(char *bytes, size_t size, size_t count, void *ctx)
{
    struct post *post = ctx;
    (void)bytes;
    post->answered += size * count;
    return post->answered <= ANSWER_MOST ? size * count : 0;
}

/* ---- */

struct poster *poster_new(uv_loop_t *loop, const char *ca, int timeout_s)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return NULL;
    struct poster *poster = alloc_new(sizeof *poster);
    poster->loop = loop;
    poster->ca = ca;
    poster->timeout_s = timeout_s;
    poster->multi = curl_multi_init();
    if (!poster->multi) {
        free(poster);
        return NULL;
    }
    poster->timer = alloc_new(sizeof *poster->timer);
    uv_timer_init(loop, poster->timer);
    poster->timer->data = poster;
    curl_multi_setopt(poster->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(poster->multi, CURLMOPT_SOCKETDATA, poster);
    curl_multi_setopt(poster->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(poster->multi, CURLMOPT_TIMERDATA, poster);
    return poster;
}

void poster_free(struct poster *poster)
{
    while (poster->posts)
        end_post(poster->posts, false, "stopped");
    curl_multi_cleanup(poster->multi); /* unwatches what is left */
    uv_timer_stop(poster->timer);
    uv_close((uv_handle_t *)poster->timer, on_timer_closed);
    free(poster);
    curl_global_cleanup();
}

static void set_options(struct post *post, const char *url)
{
    CURL *easy = post->easy;
    post->headers = curl_slist_append(NULL, "Content-Type: application/json");
    post->headers = curl_slist_append(post->headers, "Expect:"); /* no second round trip */
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    if (post->poster->ca)
        curl_easy_setopt(easy, CURLOPT_CAINFO, post->poster->ca);
    /* A connection kept from before, dead meanwhile, would cost a try. */
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    /* A name server that is silent: else libcurl waits for its resolver, and with it the loop. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, post->poster->timeout_s);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "heatcourier/" HEATDESK_VERSION);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, post->headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, post->json);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(post->json));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, post);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, post->why);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, post);
}

void poster_send(struct poster *poster, const char *url, const char *json,
                 void (*on_done)(void *ctx, bool ok, const char *why), void *ctx)
{
    struct post *post = alloc_new(sizeof *post);
    post->poster = poster;
    post->on_done = on_done;
    post->ctx = ctx;
    post->json = alloc_text(json);
    post->easy = curl_easy_init();
    if (!post->easy)
        abort(); /* as every other allocation that fails */
    set_options(post, url);
    post->next = poster->posts;
    poster->posts = post;
    poster->open++;
    curl_multi_add_handle(poster->multi, post->easy); /* starts with the timer's next turn */
}

size_t poster_open(const struct poster *poster)
{
    return poster->open;
}
