{
  "targets": [
    {
      "target_name": "berkeley",
      "sources": [
        "native/addon.c",
        "native/ownership.c",
        "native/socket.c",
        "native/transfer.c",
        "native/message.c",
        "native/options.c",
        "native/interface.c",
        "native/poller.c",
        "native/watchdog.c",
        "native/selector.c",
        "native/constants/bluetooth.c",
        "native/constants/can.c",
        "native/constants/constants.c",
        "native/constants/families.c",
        "native/constants/ip.c",
        "native/constants/names.c",
        "native/constants/netlink.c",
        "native/constants/packet.c",
        "native/constants/rtnetlink.c",
        "native/constants/sctp.c",
        "native/constants/socket.c",
        "native/constants/tipc.c",
        "native/constants/transport.c",
        "native/resolver.c",
        "native/names.c",
        "native/errno.c"
      ],
      "defines": ["NAPI_VERSION=8", "_GNU_SOURCE"],
      "cflags": ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"],
      # A look-up thread may outlive the worker that loaded the addon: the code must stay mapped.
      "ldflags": ["-Wl,-z,nodelete"]
    },
    {
      "target_name": "berkeley_tls",
      "sources": [
        "native/tls/addon.c",
        "native/tls/errors.c",
        "native/tls/transport.c",
        "native/tls/callbacks.c",
        "native/tls/context.c",
        "native/tls/policy.c",
        "native/tls/credentials.c",
        "native/tls/trust.c",
        "native/tls/connection.c",
        "native/tls/inspect.c",
        "native/tls/certificate.c",
        "native/tls/session.c"
      ],
      "defines": ["NAPI_VERSION=8", "_GNU_SOURCE", "OPENSSL_API_COMPAT=0x30000000L", "OPENSSL_NO_DEPRECATED"],
      "cflags": ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"],
      "ldflags": ["-Wl,-z,now"]
    }
  ]
}
