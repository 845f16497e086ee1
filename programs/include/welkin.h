/*
 * The calls of the Welkin kernel, for programs in C. docs/syscalls.md says what they do.
 *
 * Made from kernel/interface/ by `npm run docs`.
 */
#ifndef WELKIN_H_
#define WELKIN_H_

#include <stdint.h>

#define WELKIN_CALL(name) __attribute__((import_module("welkin"), import_name(#name)))

enum welkin_status {
  WELKIN_DONE = 0,
  WELKIN_WAIT = 1,
  WELKIN_MORE = 2,
  WELKIN_NOT_RUNNING = 3,
  WELKIN_NO_SUCH_HANDLE = 4,
  WELKIN_DESTROYED = 5,
  WELKIN_WRONG_KIND = 6,
  WELKIN_NOT_ALLOWED = 7,
  WELKIN_SLOT_TAKEN = 8,
  WELKIN_NO_FRAMES = 9,
  WELKIN_NO_TIME = 10,
  WELKIN_TOO_DEEP = 11,
  WELKIN_WRONG_STATE = 12,
  WELKIN_NO_SUCH_CLIENT = 13,
  WELKIN_WOULD_WAIT = 14,
  WELKIN_BAD_ARGUMENT = 15,
  WELKIN_NO_SUCH_PAGE = 16,
  WELKIN_ALREADY_MAPPED = 17,
  WELKIN_NOT_MAPPED = 18,
};

enum welkin_right {
  WELKIN_SEND = 1,
  WELKIN_RECEIVE = 2,
  WELKIN_GRANT = 4,
  WELKIN_MANAGE = 8,
};

/** The address, in the address space of the process, of what a pointer points to. */
static inline uint64_t welkin_address(const void *pointer) { return 1048576u + (uint64_t)(uintptr_t)pointer; }

/** Does nothing. */
WELKIN_CALL(nothing) enum welkin_status welkin_nothing(void);

/** Lets others run first. */
WELKIN_CALL(yieldNow) enum welkin_status welkin_yield_now(void);

/** Ends the caller. */
WELKIN_CALL(exit) enum welkin_status welkin_exit(void);

/** Makes a stopped thread of a process. */
WELKIN_CALL(createThread) enum welkin_status welkin_create_thread(uint32_t process, uint32_t priority, uint32_t slot);

/** Makes a stopped thread ready. */
WELKIN_CALL(start) enum welkin_status welkin_start(uint32_t thread, uint64_t entry, uint64_t argument);

/** Makes a process. */
WELKIN_CALL(createProcess) enum welkin_status welkin_create_process(uint32_t container, uint32_t slot);

/** Copies a handle, with fewer rights or the same. */
WELKIN_CALL(duplicate) enum welkin_status welkin_duplicate(uint32_t handle, uint32_t slot, uint32_t rights, uint64_t badge);

/** Copies a handle into a slot of another process. */
WELKIN_CALL(give) enum welkin_status welkin_give(uint32_t process, uint32_t there, uint32_t handle, uint32_t rights, uint64_t badge);

/** Empties a slot. */
WELKIN_CALL(close) enum welkin_status welkin_close(uint32_t handle);

/** Makes an endpoint. */
WELKIN_CALL(createEndpoint) enum welkin_status welkin_create_endpoint(uint32_t container, uint32_t slot);

/** Gives a message to a receiver, for whom it waits. */
WELKIN_CALL(send) enum welkin_status welkin_send(uint32_t endpoint, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);

/** Gives a message to a receiver, if one waits. */
WELKIN_CALL(trySend) enum welkin_status welkin_try_send(uint32_t endpoint, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);

/** Takes a message, for which it waits. */
WELKIN_CALL(receive) enum welkin_status welkin_receive(uint32_t endpoint);

/** Takes a message, if one waits. */
WELKIN_CALL(tryReceive) enum welkin_status welkin_try_receive(uint32_t endpoint);

/** Gives a message to a receiver, and waits for the reply of its process. */
WELKIN_CALL(call) enum welkin_status welkin_call(uint32_t endpoint, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);

/** Answers a caller. */
WELKIN_CALL(reply) enum welkin_status welkin_reply(uint32_t client, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);

/** Answers a caller and takes the next message. */
WELKIN_CALL(replyReceive) enum welkin_status welkin_reply_receive(uint32_t client, uint32_t endpoint, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);

/** Makes a notification. */
WELKIN_CALL(createNotification) enum welkin_status welkin_create_notification(uint32_t container, uint32_t slot);

/** Makes a container. */
WELKIN_CALL(createContainer) enum welkin_status welkin_create_container(uint32_t parent, uint32_t frames, uint32_t time, uint32_t slot);

/** Says where the faults of a process are reported. */
WELKIN_CALL(setFaults) enum welkin_status welkin_set_faults(uint32_t process, uint32_t endpoint);

/** Ends an object and all that it owns. */
WELKIN_CALL(destroy) enum welkin_status welkin_destroy(uint32_t handle);

/** Sets bits of a notification. */
WELKIN_CALL(signal) enum welkin_status welkin_signal(uint32_t notification, uint64_t bits);

/** Takes the bits of a notification, for which it waits. */
WELKIN_CALL(wait) enum welkin_status welkin_wait(uint32_t notification);

/** Takes the bits of a notification, if some are set. */
WELKIN_CALL(poll) enum welkin_status welkin_poll(uint32_t notification);

/** Stops a thread. */
WELKIN_CALL(stop) enum welkin_status welkin_stop(uint32_t thread);

/** Has a page of a process be a new frame. */
WELKIN_CALL(map) enum welkin_status welkin_map(uint32_t process, uint64_t page, uint32_t access);

/** Has a page of a process be nothing. */
WELKIN_CALL(unmap) enum welkin_status welkin_unmap(uint32_t process, uint64_t page);

/** Changes what is allowed for a page of a process. */
WELKIN_CALL(protect) enum welkin_status welkin_protect(uint32_t process, uint64_t page, uint32_t access);

/** Has a notification be signalled at a moment that is to come. */
WELKIN_CALL(setTimer) enum welkin_status welkin_set_timer(uint32_t notification, uint64_t deadline, uint64_t bits);

/** Says which bytes whoever the caller calls may use. */
WELKIN_CALL(lend) enum welkin_status welkin_lend(uint64_t address, uint64_t length, uint32_t access);

/** Copies bytes that a client lends to the caller's memory. */
WELKIN_CALL(read) enum welkin_status welkin_read(uint32_t client, uint64_t offset, uint64_t address, uint32_t length);

/** Copies bytes of the caller's memory into what a client lends. */
WELKIN_CALL(write) enum welkin_status welkin_write(uint32_t client, uint64_t offset, uint64_t address, uint32_t length);

/** Says which handle whoever the caller calls may copy, and where it may put one. */
WELKIN_CALL(offer) enum welkin_status welkin_offer(uint32_t handle, uint32_t rights, uint64_t badge, uint32_t slot);

/** Takes a copy of the handle that a client offers. */
WELKIN_CALL(accept) enum welkin_status welkin_accept(uint32_t client, uint32_t slot);

/** Gives a client a copy of a handle. */
WELKIN_CALL(grant) enum welkin_status welkin_grant(uint32_t client, uint32_t handle, uint32_t rights, uint64_t badge);

/** Moves whole pages that a client lends to the caller. */
WELKIN_CALL(takePages) enum welkin_status welkin_take_pages(uint32_t client, uint64_t offset, uint64_t page, uint32_t count);

/** Moves whole pages of the caller to where a client lends some. */
WELKIN_CALL(putPages) enum welkin_status welkin_put_pages(uint32_t client, uint64_t offset, uint64_t page, uint32_t count);

/** Makes an object for an interrupt line that has none. */
WELKIN_CALL(createInterrupt) enum welkin_status welkin_create_interrupt(uint32_t platform, uint32_t container, uint32_t line, uint32_t slot);

/** Makes an object for a device, which reads and writes memory by itself, and may have memory of its own. */
WELKIN_CALL(createDevice) enum welkin_status welkin_create_device(uint32_t platform, uint32_t container, uint32_t number, uint32_t first, uint32_t count, uint32_t slot);

/** Lets a device reach a page of the caller's. */
WELKIN_CALL(dmaMap) enum welkin_status welkin_dma_map(uint32_t device, uint64_t page);

/** Lets no device reach a page of the caller's. */
WELKIN_CALL(dmaUnmap) enum welkin_status welkin_dma_unmap(uint64_t page);

/** Has a notification be signalled whenever there is an interrupt. */
WELKIN_CALL(bind) enum welkin_status welkin_bind(uint32_t interrupt, uint32_t notification, uint64_t bits);

/** Has the next interrupt be told. */
WELKIN_CALL(acknowledge) enum welkin_status welkin_acknowledge(uint32_t interrupt);

/** Has a large page of a process, which is 512 pages, be 512 new frames. */
WELKIN_CALL(mapLarge) enum welkin_status welkin_map_large(uint32_t process, uint64_t page, uint32_t access);

/** Has a page of a process be a frame of a device's memory. */
WELKIN_CALL(mapDevice) enum welkin_status welkin_map_device(uint32_t device, uint32_t process, uint64_t page, uint32_t index, uint32_t access);

/** Is a word of the message that the caller got last; 0 if there is no such word. */
WELKIN_CALL(word) uint64_t welkin_word(uint32_t index);

/** Is the badge of the handle by which that message was sent. */
WELKIN_CALL(badge) uint64_t welkin_badge(void);

/** Is the thread that waits for a reply to that message; 0xffffffff if none does. */
WELKIN_CALL(client) uint32_t welkin_client(void);

/** Is the time in nanoseconds since a moment before boot; never less than before. */
WELKIN_CALL(now) uint64_t welkin_now(void);

#endif
