/* A real, dynamic program of the C library alone that shows what settings change: `settings_probe WHAT
   [ARGUMENT]`. In C, so that it starts in an image that holds nothing but glibc. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static void print_sums(const char* who) {
  volatile double sum = 0;
  volatile float single = 0;
  volatile long double extended = 0;
  for (int i = 1; i <= 100000; ++i) {
    sum += 1.0 / i;
    single += 1.0F / (float)i;
    extended += 1.0L / i;
    if (i % 100 == 0) {
      sum += 0 * exp(i * 1e-9); /* a random mode changes here */
    }
  }
  printf("%s %.17g %.9g %.21Lg\n", who, sum, (double)single, extended);
}

static void* run_pthread(void* nothing) {
  print_sums("pthread");
  return nothing;
}

static int run_thrd(void* nothing) {
  (void)nothing;
  print_sums("thrd");
  return 0;
}

static void show_sums(void) {
  pthread_t first;
  thrd_t second;
  print_sums("main");
  pthread_create(&first, NULL, run_pthread, NULL);
  pthread_join(first, NULL);
  thrd_create(&second, run_thrd, NULL);
  thrd_join(second, NULL);
}

static void show_text(void) {
  char buffer[64];
  double scanned = 0;
  snprintf(buffer, sizeof buffer, "%.1f", 0.1);
  sscanf("0.1", "%lf", &scanned);
  volatile double x = 1.5;
  printf("%s %a %a %a\n", buffer, strtod("0.1", NULL), scanned, exp(x));
}

static void show_folder(const char* path) {
  DIR* folder = opendir(path);
  long second = -1;
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    printf("%s ", entry->d_name);
    second = second < 0 ? telldir(folder) : second;
  }
  seekdir(folder, second);
  printf("| %s ", readdir(folder)->d_name);
  rewinddir(folder);
  printf("| %s ", readdir(folder)->d_name);
  closedir(folder);
  struct dirent** entries = NULL;
  const int count = scandir(path, &entries, NULL, NULL);
  printf("| %s\n", count > 0 ? entries[count - 1]->d_name : "");
}

static void show_clock(void) {
  struct timeval day;
  struct timespec real, coarse, standard, before, after, deadline;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  gettimeofday(&day, NULL);
  clock_gettime(CLOCK_REALTIME, &real);
  clock_gettime(CLOCK_REALTIME_COARSE, &coarse);
  timespec_get(&standard, TIME_UTC);
  clock_gettime(CLOCK_MONOTONIC, &before);
  deadline = real;
  deadline.tv_sec += 1;
  pthread_mutex_lock(&mutex);
  const int end = pthread_cond_timedwait(&condition, &mutex, &deadline);
  clock_gettime(CLOCK_MONOTONIC, &after);
  const long waited = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
  printf("%lld %lld %lld %lld %lld %s %s\n", (long long)time(NULL), (long long)day.tv_sec,
         (long long)real.tv_sec, (long long)coarse.tv_sec, (long long)standard.tv_sec,
         end == ETIMEDOUT ? "timeout" : "error", waited > 500 && waited < 30000 ? "waited" : "wrong");
}

int main(int count, char** arguments) {
  const char* what = count > 1 ? arguments[1] : "";
  if (strcmp(what, "sums") == 0) {
    show_sums();
  } else if (strcmp(what, "text") == 0) {
    show_text();
  } else if (strcmp(what, "folder") == 0 && count > 2) {
    show_folder(arguments[2]);
  } else if (strcmp(what, "clock") == 0) {
    show_clock();
  } else if (strcmp(what, "address") == 0) {
    printf("%p %p\n", (void*)&count, (void*)&stdout);
  } else if (strcmp(what, "run") == 0 && count > 2) {
    execvp(arguments[2], arguments + 2);
    return 127;
  } else {
    fprintf(stderr, "settings_probe: what is \"%s\"?\n", what);
    return 2;
  }
  return 0;
}
