// The export table, and what belongs to one environment.
#include "platform.h"

#include <stdlib.h>

void export_function(napi_env env, napi_value exports, const char *name, napi_callback function) {
  napi_value value;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, function, NULL, &value) != napi_ok) return;
  napi_set_named_property(env, exports, name, value);
}

static void on_cleanup(void *data) {
  environment_t *self = data;
  ownership_close(self->ownership);
  self->ownership = NULL;
}

static void release(napi_env env, void *data, void *hint) {
  environment_t *self = data;
  (void)hint;
  napi_delete_reference(env, self->mailbox_ref);
  free(self);
}

static bool open_environment(napi_env env, napi_value exports) {
  environment_t *self = calloc(1, sizeof *self);
  napi_value memory;
  if (self == NULL) return false;
  self->ownership = ownership_open();
  if (self->ownership == NULL) {
    free(self);
    return false;
  }
  if (napi_create_arraybuffer(env, sizeof(mailbox_t), (void **)&self->mailbox, &memory) != napi_ok ||
      napi_create_reference(env, memory, 1, &self->mailbox_ref) != napi_ok ||
      napi_set_instance_data(env, self, release, NULL) != napi_ok ||
      napi_add_env_cleanup_hook(env, on_cleanup, self) != napi_ok) {
    ownership_close(self->ownership);
    free(self);
    return false;
  }
  memset(self->mailbox, 0, sizeof(mailbox_t));
  return napi_set_named_property(env, exports, "mailbox", memory) == napi_ok;
}

NAPI_MODULE_INIT() {
  if (!open_environment(env, exports)) {
    napi_throw_error(env, NULL, "The addon could not allocate its environment");
    return NULL;
  }
  export_sockets(env, exports);
  export_transfers(env, exports);
  export_messages(env, exports);
  export_options(env, exports);
  export_interfaces(env, exports);
  export_ownership(env, exports);
  export_poller(env, exports);
  export_selector(env, exports);
  export_watchdog(env, exports);
  export_resolver(env, exports);
  export_names(env, exports);
  export_constants(env, exports);
  export_errors(env, exports);
  return exports;
}
