// What every load generator does: it reads a number of milliseconds from standard input, does its work for that long,
// and answers with what it did and how long that took: "COUNT NANOSECONDS". It ends with its standard input.
#ifndef BENCH_BURST_H
#define BENCH_BURST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static inline uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline void check(long result, const char *doing) {
  if (result >= 0) return;
  perror(doing);
  exit(1);
}

// burst(deadline) works until about that time and returns how much it did.
static inline void answer(uint64_t (*burst)(uint64_t deadline)) {
  char line[64];
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    uint64_t start = now();
    uint64_t count = burst(start + strtoull(line, NULL, 10) * 1000000u);
    printf("%llu %llu\n", (unsigned long long)count, (unsigned long long)(now() - start));
    fflush(stdout);
  }
}

#endif
