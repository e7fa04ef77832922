#include "ui/frame_file.h"

#include <sys/mman.h>
#include <unistd.h>

#define KEPT_BYTES 65536

bool frame_file_open(struct frame_file *file)
{
    int fd = memfd_create("frame", MFD_CLOEXEC);
    *file = (struct frame_file){.stream = fd < 0 ? NULL : fdopen(fd, "w")};
    if (!file->stream && fd >= 0)
        close(fd);
    return file->stream;
}

void frame_file_close(struct frame_file *file)
{
    if (file->stream)
        fclose(file->stream);
    file->stream = NULL;
}

/* Written on behind what was taken: to empty it for each frame would be three calls a key. */
static void empty(struct frame_file *file)
{
    int fd = fileno(file->stream);
    if (ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0)
        file->taken = 0;
}

size_t frame_file_take(struct frame_file *file, char *bytes, size_t room)
{
    fflush(file->stream);
    ssize_t got = pread(fileno(file->stream), bytes, room, file->taken);
    file->taken += got > 0 ? got : 0;
    if (got >= 0 && (size_t)got < room && file->taken > KEPT_BYTES)
        empty(file);
    return got > 0 ? (size_t)got : 0;
}

void frame_file_forget(struct frame_file *file)
{
    fflush(file->stream);
    empty(file);
}
