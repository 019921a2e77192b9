/* Gives the user that runs the process a name where the system has none, as in a container whose platform chooses the number.
   PostgreSQL's initdb insists on one. Preloaded; answers for this user only, and only when nobody else does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pwd.h>
#include <stddef.h>
#include <unistd.h>

static char name[] = "kms", none[] = "x", home[] = "/nonexistent", shell[] = "/usr/sbin/nologin";

static void describe(struct passwd *entry, uid_t uid) {
  entry->pw_name = name;
  entry->pw_passwd = none;
  entry->pw_uid = uid;
  entry->pw_gid = getgid();
  entry->pw_gecos = name;
  entry->pw_dir = home;
  entry->pw_shell = shell;
}

struct passwd *getpwuid(uid_t uid) {
  static struct passwd own;
  struct passwd *(*known)(uid_t) = (struct passwd * (*)(uid_t)) dlsym(RTLD_NEXT, "getpwuid");
  struct passwd *found = known ? known(uid) : NULL;
  if (found != NULL || uid != geteuid()) return found;
  describe(&own, uid);
  errno = 0;
  return &own;
}

int getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  int (*known)(uid_t, struct passwd *, char *, size_t, struct passwd **) =
      (int (*)(uid_t, struct passwd *, char *, size_t, struct passwd **)) dlsym(RTLD_NEXT, "getpwuid_r");
  int status = known ? known(uid, entry, buffer, size, result) : ENOENT;
  if ((known && *result != NULL) || uid != geteuid()) return status;
  describe(entry, uid);
  *result = entry;
  return 0;
}
