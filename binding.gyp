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
        "native/constants.c",
        "native/errno.c"
      ],
      "defines": ["NAPI_VERSION=8", "_GNU_SOURCE"],
      "cflags": ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"]
    }
  ]
}
