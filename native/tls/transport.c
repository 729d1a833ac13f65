// What lies below an SSL object: a BIO on a descriptor, or on another connection.
//
// Not SSL_set_fd: the socket BIO of OpenSSL calls read(2) and write(2), which raise SIGPIPE and block on a blocking
// descriptor. This one never does either. It also takes whole records: what the kernel has no room for waits in the
// outbox, so that no SSL_write is ever left half done, to be repeated by somebody else with other bytes.
//
// OpenSSL reads the header of a record, then the rest of it. With the rest of a long one comes the header of the next:
// one system call a record. Never more than that, and never behind a short one, which may be the last before the peer
// goes on without TLS (close_notify): those bytes are the plain socket's.
#include "tls.h"

#include <stdlib.h>
#include <sys/uio.h>

enum {
  // An answer to what the peer sends (a KeyUpdate) must not grow the outbox without end; one record always fits.
  OUTBOX_LIMIT = 64 * 1024,
  // An alert is two bytes; encryption and padding add 256 and some more.
  LONGEST_ALERT = 512,
};

static ssize_t receive(connection_t *self, void *out, int size) {
  if (size <= LONGEST_ALERT) return recv(self->fd, out, (size_t)size, MSG_DONTWAIT);
  struct iovec parts[] = {{out, (size_t)size}, {self->ahead, HEADER}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  ssize_t count = recvmsg(self->fd, &message, MSG_DONTWAIT);
  if (count <= size) return count;
  self->ahead_length = (unsigned)(count - size);
  self->moved += self->ahead_length;
  return size;
}

static ssize_t below_read(connection_t *self, BIO *bio, void *out, int size) {
  if (self->under == NULL) {
    ssize_t count = receive(self, out, size);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
    else if (count < 0) self->error = errno;
    return count;
  }
  if (self->under->ssl == NULL) {
    self->error = EBADF;
    return -1;
  }
  int count = SSL_read(self->under->ssl, out, size);
  if (count > 0) return count;
  switch (SSL_get_error(self->under->ssl, count)) {
  case SSL_ERROR_WANT_READ:
    BIO_set_retry_read(bio);
    return -1;
  case SSL_ERROR_WANT_WRITE:
    BIO_set_retry_write(bio);
    return -1;
  case SSL_ERROR_ZERO_RETURN:
    return 0;
  default:
    self->error = self->under->error;
    return -1;
  }
}

// How much was taken; 0: nothing just now; -1: failed.
static ssize_t below_write(connection_t *self, const void *data, size_t size) {
  if (self->under == NULL) {
    ssize_t count = send(self->fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL | (self->more ? MSG_MORE : 0));
    if (count >= 0) return count;
    if (errno == EAGAIN || errno == EINTR) return 0;
    self->error = errno;
    return -1;
  }
  if (self->under->ssl == NULL) {
    self->error = EBADF;
    return -1;
  }
  if (transport_flush(self->under) < 0) {
    self->error = self->under->error;
    return -1;
  }
  if (self->under->outbox_length > 0) return 0;
  int count = SSL_write(self->under->ssl, data, size > 16384 ? 16384 : (int)size);
  if (count > 0) return count;
  int reason = SSL_get_error(self->under->ssl, count);
  if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return 0;
  self->error = self->under->error == 0 ? EPIPE : self->under->error;
  return -1;
}

// Writes until all is taken, or the transport takes no more: how much, or -1.
static ssize_t below_write_all(connection_t *self, const uint8_t *data, size_t size) {
  size_t sent = 0;
  while (sent < size) {
    ssize_t count = below_write(self, data + sent, size - sent);
    if (count < 0) return -1;
    if (count == 0) break;
    sent += (size_t)count;
    self->moved += (uint64_t)count;
  }
  return (ssize_t)sent;
}

// Gives the outbox to the transport: 0, or -1. What is left is left in `outbox_length`.
int transport_flush(connection_t *self) {
  if (self->outbox_length > 0) {
    ssize_t sent = below_write_all(self, self->outbox + self->outbox_sent, self->outbox_length - self->outbox_sent);
    if (sent < 0) return -1;
    self->outbox_sent += (size_t)sent;
    if (self->outbox_sent < self->outbox_length) return 0;
    free(self->outbox);
    self->outbox = NULL;
    self->outbox_length = self->outbox_sent = 0;
  }
  return self->under == NULL ? 0 : transport_flush(self->under);
}

static bool keep(connection_t *self, const uint8_t *data, size_t size) {
  uint8_t *grown = realloc(self->outbox, self->outbox_length + size);
  if (grown == NULL) {
    self->error = ENOMEM;
    return false;
  }
  memcpy(grown + self->outbox_length, data, size);
  self->outbox = grown;
  self->outbox_length += size;
  return true;
}

static int on_read(BIO *bio, char *out, int size) {
  connection_t *self = BIO_get_data(bio);
  BIO_clear_retry_flags(bio);
  if (size <= 0) return 0;
  if (self->ahead_length > 0) {
    int count = size < (int)self->ahead_length ? size : (int)self->ahead_length;
    memcpy(out, self->ahead, (size_t)count);
    self->ahead_length -= (unsigned)count;
    memmove(self->ahead, self->ahead + count, self->ahead_length);
    return count;
  }
  ssize_t count = below_read(self, bio, out, size);
  if (count > 0) self->moved += (uint64_t)count;
  if (count == 0) self->ended = true;
  return (int)count;
}

static int on_write(BIO *bio, const char *data, int size) {
  connection_t *self = BIO_get_data(bio);
  BIO_clear_retry_flags(bio);
  if (size <= 0) return 0;
  if (transport_flush(self) < 0) return -1;
  size_t sent = 0;
  if (self->outbox_length == 0) {
    ssize_t count = below_write_all(self, (const uint8_t *)data, (size_t)size);
    if (count < 0) return -1;
    sent = (size_t)count;
  } else if (self->outbox_length + (size_t)size > OUTBOX_LIMIT) {
    BIO_set_retry_write(bio);
    return -1;
  }
  if (sent < (size_t)size && !keep(self, (const uint8_t *)data + sent, (size_t)size - sent)) return -1;
  return size;
}

static long on_control(BIO *bio, int command, long argument, void *pointer) {
  connection_t *self = BIO_get_data(bio);
  (void)argument;
  (void)pointer;
  switch (command) {
  case BIO_CTRL_FLUSH:
    return 1;
  case BIO_CTRL_EOF:
    return self->ended;
  default:
    return 0;
  }
}

static int on_create(BIO *bio) {
  BIO_set_init(bio, 1);
  return 1;
}

transport_t *transport_new(void) {
  transport_t *self = calloc(1, sizeof *self);
  if (self == NULL) return NULL;
  self->references = 1;
  // A type of its own is not needed, and BIO_get_new_index has only 127 to give, of which each worker would take one.
  self->method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "berkeley");
  if (self->method == NULL || BIO_meth_set_read(self->method, on_read) != 1 ||
      BIO_meth_set_write(self->method, on_write) != 1 || BIO_meth_set_ctrl(self->method, on_control) != 1 ||
      BIO_meth_set_create(self->method, on_create) != 1) {
    transport_release(self);
    return NULL;
  }
  return self;
}

void transport_release(transport_t *self) {
  if (self == NULL || --self->references > 0) return;
  BIO_meth_free(self->method);
  free(self);
}

BIO *transport_bio(connection_t *connection) {
  BIO *bio = BIO_new(connection->transport->method);
  if (bio != NULL) BIO_set_data(bio, connection);
  return bio;
}
