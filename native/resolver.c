// Look-ups that may block: getaddrinfo(3), getnameinfo(3), gethostbyname_r(3), gethostbyaddr_r(3).
//
// A look-up runs on the calling thread (`lookup`) or on a detached thread of its own (`resolverStart`), whose answer is
// announced by an eventfd and fetched with `resolverTake`. How many run at a time is for the caller to decide.
//
// An answer is a byte string: id, status, errno (three int32), then fields, each its length (int32) and its bytes.
// Nothing here can be interrupted: when the environment goes away, a thread that is still looking up finds that out
// afterwards, and frees what is left.
#include "platform.h"

#include <netdb.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <uv.h>

enum { KIND_ADDRINFO, KIND_NAMEINFO, KIND_HOST_BY_NAME, KIND_HOST_BY_ADDRESS };
// musl has no name for NETDB_INTERNAL.
enum { INTERNAL_PROBLEM = -1 };
enum { NUMBERS = 4, HEADER = 3 * sizeof(int32_t), LARGEST_HOST_BUFFER = 1 << 20 };

typedef int (*detach_t)(uv_thread_t);

struct resolver {
  uv_mutex_t lock;
  struct lookup *done; // answered, not yet taken
  int event;           // -1 once the environment is gone
  int references;      // the environment's, and one of each thread
  detach_t detach;
};

typedef struct lookup {
  struct lookup *next;
  resolver_t *resolver;
  int32_t id;
  int32_t kind;
  int32_t numbers[NUMBERS];
  uint8_t *name; // NUL-terminated text, or a sockaddr, or an address
  size_t name_length;
  uint8_t *service; // NUL-terminated text
  uint8_t *answer;
  size_t length;
  size_t capacity;
} lookup_t;

static void append(lookup_t *self, const void *data, size_t length) {
  if (self->answer == NULL && self->capacity > 0) return; // out of memory before
  if (self->answer == NULL || self->length + length > self->capacity) {
    self->capacity = 2 * (self->length + length) + 256;
    uint8_t *grown = realloc(self->answer, self->capacity);
    if (grown == NULL) free(self->answer);
    self->answer = grown;
    if (grown == NULL) return;
  }
  memcpy(self->answer + self->length, data, length);
  self->length += length;
}

static void field(lookup_t *self, const void *data, size_t length) {
  int32_t size = (int32_t)length;
  append(self, &size, sizeof size);
  if (length > 0) append(self, data, length);
}

static void text_field(lookup_t *self, const char *value) { field(self, value, value == NULL ? 0 : strlen(value)); }

static void conclude(lookup_t *self, int32_t status, int32_t error) {
  int32_t header[3] = {self->id, status, error};
  if (self->answer != NULL) memcpy(self->answer, header, sizeof header);
}

static void look_up_addrinfo(lookup_t *self) {
  struct addrinfo hints = {.ai_family = self->numbers[0],
                           .ai_socktype = self->numbers[1],
                           .ai_protocol = self->numbers[2],
                           .ai_flags = self->numbers[3]};
  struct addrinfo *list = NULL;
  int status = getaddrinfo((char *)self->name, (char *)self->service, &hints, &list);
  int error = errno;
  for (struct addrinfo *at = status == 0 ? list : NULL; at != NULL; at = at->ai_next) {
    int32_t numbers[3] = {at->ai_family, at->ai_socktype, at->ai_protocol};
    field(self, numbers, sizeof numbers);
    field(self, at->ai_addr, at->ai_addrlen);
    text_field(self, at->ai_canonname);
  }
  if (status == 0) freeaddrinfo(list);
  conclude(self, status, error);
}

static void look_up_nameinfo(lookup_t *self) {
  char host[NI_MAXHOST], service[NI_MAXSERV];
  int status = getnameinfo((struct sockaddr *)self->name, (socklen_t)self->name_length, host, sizeof host, service,
                           sizeof service, self->numbers[0]);
  int error = errno;
  if (status == 0) {
    text_field(self, host);
    text_field(self, service);
  }
  conclude(self, status, error);
}

static int host_entry(lookup_t *self, struct hostent *entry, char *buffer, size_t size, struct hostent **found,
                      int *problem) {
  if (self->kind == KIND_HOST_BY_NAME) return gethostbyname_r((char *)self->name, entry, buffer, size, found, problem);
  return gethostbyaddr_r(self->name, (socklen_t)self->name_length, self->numbers[0], entry, buffer, size, found,
                         problem);
}

// The fields: the name, the family, how many aliases there are, the aliases, the addresses.
static void look_up_host(lookup_t *self) {
  struct hostent entry, *found = NULL;
  int problem = 0, error = 0;
  char *buffer = NULL;
  for (size_t size = 16384; size <= LARGEST_HOST_BUFFER; size *= 2) {
    char *grown = realloc(buffer, size);
    error = ENOMEM;
    if (grown == NULL) break;
    buffer = grown;
    error = host_entry(self, &entry, buffer, size, &found, &problem);
    if (error != ERANGE) break;
  }
  if (found == NULL) {
    conclude(self, problem == 0 ? INTERNAL_PROBLEM : problem, error);
    free(buffer);
    return;
  }
  int32_t family = found->h_addrtype, count = 0;
  while (found->h_aliases != NULL && found->h_aliases[count] != NULL) count++;
  text_field(self, found->h_name);
  field(self, &family, sizeof family);
  field(self, &count, sizeof count);
  for (int32_t i = 0; i < count; i++) text_field(self, found->h_aliases[i]);
  for (char **at = found->h_addr_list; *at != NULL; at++) field(self, *at, (size_t)found->h_length);
  free(buffer);
  conclude(self, 0, 0);
}

static void perform(lookup_t *self) {
  int32_t header[3] = {self->id, 0, 0};
  append(self, header, sizeof header);
  if (self->kind == KIND_ADDRINFO) look_up_addrinfo(self);
  else if (self->kind == KIND_NAMEINFO) look_up_nameinfo(self);
  else look_up_host(self);
}

static void free_lookup(lookup_t *self) {
  free(self->name);
  free(self->service);
  free(self->answer);
  free(self);
}

// A copy, with a NUL behind it; NULL, without failing, where there is no Uint8Array.
static bool copy(napi_env env, napi_value value, uint8_t **out, size_t *length) {
  uint8_t *data;
  *out = NULL;
  if (!bytes(env, value, &data, length)) return true;
  *out = malloc(*length + 1);
  if (*out == NULL) return false;
  if (*length > 0) memcpy(*out, data, *length);
  (*out)[*length] = 0;
  return true;
}

// From the arguments kind, name, service and the numbers.
static lookup_t *new_lookup(napi_env env, const napi_value *argv) {
  lookup_t *self = calloc(1, sizeof *self);
  size_t ignored;
  if (self == NULL) return NULL;
  self->kind = integer(env, argv[0]);
  for (int i = 0; i < NUMBERS; i++) self->numbers[i] = integer(env, argv[3 + i]);
  if (!copy(env, argv[1], &self->name, &self->name_length) || !copy(env, argv[2], &self->service, &ignored)) {
    free_lookup(self);
    return NULL;
  }
  return self;
}

// The answer as a Buffer, or -ENOMEM. Frees the look-up.
static napi_value hand_over(napi_env env, lookup_t *self) {
  napi_value result = NULL;
  bool lost =
      self->answer == NULL || napi_create_buffer_copy(env, self->length, self->answer, NULL, &result) != napi_ok;
  free_lookup(self);
  return lost ? failure(env, ENOMEM) : result;
}

// lookup(kind, name, service, a, b, c, d): the answer, with id 0. Blocks.
static napi_value lookup(napi_env env, napi_callback_info info) {
  ARGUMENTS(3 + NUMBERS);
  lookup_t *self = new_lookup(env, argv);
  if (self == NULL) return failure(env, ENOMEM);
  perform(self);
  return hand_over(env, self);
}

static void free_resolver(resolver_t *self) {
  while (self->done != NULL) {
    lookup_t *next = self->done->next;
    free_lookup(self->done);
    self->done = next;
  }
  uv_mutex_destroy(&self->lock);
  free(self);
}

static void run(void *data) {
  lookup_t *self = data;
  resolver_t *resolver = self->resolver;
  perform(self);
  uv_mutex_lock(&resolver->lock);
  bool wanted = resolver->event >= 0;
  if (wanted) {
    self->next = resolver->done;
    resolver->done = self;
    eventfd_write(resolver->event, 1);
  }
  bool last = --resolver->references == 0;
  uv_mutex_unlock(&resolver->lock);
  if (!wanted) free_lookup(self);
  if (last) free_resolver(resolver);
}

// The environment ends. Threads that still look up keep the resolver, and nothing of the environment.
static void on_cleanup(void *data) {
  resolver_t *self = data;
  uv_mutex_lock(&self->lock);
  close(self->event);
  self->event = -1;
  bool last = --self->references == 0;
  uv_mutex_unlock(&self->lock);
  if (last) free_resolver(self);
}

// libuv can only join threads before its version 1.50, and the linker would tie a direct call to glibc 2.34.
static detach_t find_detach(void) {
  uv_lib_t program;
  void *found = NULL;
  if (uv_dlopen(NULL, &program) == 0) uv_dlsym(&program, "pthread_detach", &found);
  uv_dlclose(&program);
  return (detach_t)found;
}

// resolverOpen(): the eventfd, which stays the resolver's, or -errno. Once an environment.
static napi_value open_(napi_env env, napi_callback_info info) {
  (void)info;
  environment_t *owner = environment(env);
  if (owner->resolver != NULL) return failure(env, EALREADY);
  resolver_t *self = calloc(1, sizeof *self);
  if (self == NULL) return failure(env, ENOMEM);
  self->references = 1;
  self->detach = find_detach();
  self->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int error = self->detach == NULL ? ENOSYS : self->event < 0 ? errno : -uv_mutex_init(&self->lock);
  if (error != 0) {
    if (self->event >= 0) close(self->event);
    free(self);
    return failure(env, error);
  }
  owner->resolver = self;
  napi_add_env_cleanup_hook(env, on_cleanup, self);
  return number(env, self->event);
}

// resolverStart(kind, name, service, a, b, c, d, id): 0, or -errno.
static napi_value start(napi_env env, napi_callback_info info) {
  ARGUMENTS(4 + NUMBERS);
  resolver_t *resolver = environment(env)->resolver;
  if (resolver == NULL) return failure(env, EBADF);
  lookup_t *self = new_lookup(env, argv);
  if (self == NULL) return failure(env, ENOMEM);
  self->id = integer(env, argv[3 + NUMBERS]);
  self->resolver = resolver;
  uv_mutex_lock(&resolver->lock);
  resolver->references++;
  uv_mutex_unlock(&resolver->lock);
  uv_thread_t thread;
  int status = uv_thread_create(&thread, run, self);
  if (status != 0) {
    uv_mutex_lock(&resolver->lock);
    resolver->references--;
    uv_mutex_unlock(&resolver->lock);
    free_lookup(self);
    return number(env, status);
  }
  resolver->detach(thread);
  return number(env, 0);
}

// resolverTake(): an answer, or null when there is none; the eventfd is not readable then.
static napi_value take(napi_env env, napi_callback_info info) {
  (void)info;
  resolver_t *resolver = environment(env)->resolver;
  napi_value none;
  napi_get_null(env, &none);
  if (resolver == NULL) return none;
  uv_mutex_lock(&resolver->lock);
  lookup_t *self = resolver->done;
  eventfd_t count;
  if (self != NULL) resolver->done = self->next;
  else eventfd_read(resolver->event, &count);
  uv_mutex_unlock(&resolver->lock);
  return self == NULL ? none : hand_over(env, self);
}

void export_resolver(napi_env env, napi_value exports) {
  export_function(env, exports, "lookup", lookup);
  export_function(env, exports, "resolverOpen", open_);
  export_function(env, exports, "resolverStart", start);
  export_function(env, exports, "resolverTake", take);
}
