/*
 * Test only: a PKCS#11 module in front of another one, which fails, waits and takes notes as a file tells it to, while the
 * process that uses it runs. What it does not fail it hands on unchanged.
 *
 * KMS_FAULTS_MODULE names the module behind it, KMS_FAULTS_FILE the file of rules, read again whenever it changes:
 *
 *   <function|*> <when> <what>
 *   when:  always | nth:N | every:N | random:N:SEED   (the N-th call from then on, every N-th, one in N by chance; counted per rule)
 *   what:  fail:CKR[,CKR...] | after:CKR[,CKR...] | delay:MS
 *          (in place of the call; in place of its answer, once it was made; before the call)
 *
 * `*` is every function but C_Initialize and C_Finalize. The first rule that strikes with a failure wins; delays add up.
 * KMS_FAULTS_FILE.log gets a line, with the process, for every sign-in and what it answered, for every start of the module, and for
 * every violation: a session, an object or the module that was closed while a call was in it. With a line "count" among the rules
 * it gets one for every call.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <pkcs11/pkcs11.h>

#define MAX_RULES 64
#define MAX_CODES 16
#define MAX_CALLS 256
#define MAX_OBJECTS 65536
#define MAX_SESSIONS 4096

enum { ALWAYS, NTH, EVERY, RANDOM };
enum { FAIL, AFTER, DELAY };

typedef struct {
  char function[40];
  int when, what, codes;
  unsigned long n, count, value[MAX_CODES];
  uint64_t state;
} Rule;

/* A call that is in the module behind. */
typedef struct {
  int busy;
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE objects[3];
} Call;

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST list;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Rule rules[MAX_RULES];
static int ruleCount, counting;
static struct timespec readAt;
static off_t readSize;
static ino_t readInode;
static Call calls[MAX_CALLS];
static struct { CK_OBJECT_HANDLE object; CK_SESSION_HANDLE session; } owners[MAX_OBJECTS];
static int ownerCount;
static struct { CK_SESSION_HANDLE session; CK_OBJECT_HANDLE key; } actives[MAX_SESSIONS];
static int activeCount;

static void note(const char *format, const char *name, unsigned long value) {
  const char *file = getenv("KMS_FAULTS_FILE");
  if (!file) return;
  char path[1024], line[256], text[160];
  snprintf(path, sizeof path, "%s.log", file);
  snprintf(text, sizeof text, format, name, value);
  int length = snprintf(line, sizeof line, "%d %s\n", (int)getpid(), text);
  int to = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (to < 0) return;
  if (write(to, line, (size_t)length) < 0) {}
  close(to);
}

static void parseRule(char *line) {
  char function[40], when[64], what[256];
  if (strncmp(line, "count", 5) == 0) { counting = 1; return; }
  if (ruleCount == MAX_RULES || sscanf(line, "%39s %63s %255s", function, when, what) != 3) return;
  Rule *rule = &rules[ruleCount];
  memset(rule, 0, sizeof *rule);
  strcpy(rule->function, function);
  unsigned long seed = 0;
  if (sscanf(when, "nth:%lu", &rule->n) == 1) rule->when = NTH;
  else if (sscanf(when, "every:%lu", &rule->n) == 1) rule->when = EVERY;
  else if (sscanf(when, "random:%lu:%lu", &rule->n, &seed) >= 1) rule->when = RANDOM;
  else rule->when = ALWAYS;
  /* Each process of a product has chances of its own, but the same at every start with the same seed and order. */
  rule->state = (seed + 1) * 0x9E3779B97F4A7C15ull;
  char *value = strchr(what, ':');
  if (!value) return;
  rule->what = strncmp(what, "delay", 5) == 0 ? DELAY : strncmp(what, "after", 5) == 0 ? AFTER : FAIL;
  for (char *part = strtok(value + 1, ","); part && rule->codes < MAX_CODES; part = strtok(NULL, ",")) {
    rule->value[rule->codes++] = strtoul(part, NULL, 0);
  }
  if (rule->codes > 0) ruleCount++;
}

static void refresh(void) {
  const char *file = getenv("KMS_FAULTS_FILE");
  struct stat now;
  if (!file || stat(file, &now) != 0) { ruleCount = 0; counting = 0; readInode = 0; return; }
  if (now.st_ino == readInode && now.st_size == readSize && now.st_mtim.tv_sec == readAt.tv_sec && now.st_mtim.tv_nsec == readAt.tv_nsec) return;
  readInode = now.st_ino; readSize = now.st_size; readAt = now.st_mtim;
  ruleCount = 0; counting = 0;
  FILE *in = fopen(file, "r");
  if (!in) return;
  char line[512];
  while (fgets(line, sizeof line, in)) parseRule(line);
  fclose(in);
}

static uint64_t chance(Rule *rule) {
  rule->state ^= rule->state << 13; rule->state ^= rule->state >> 7; rule->state ^= rule->state << 17;
  return rule->state;
}

static int strikes(Rule *rule) {
  rule->count++;
  switch (rule->when) {
    case NTH: return rule->count == rule->n;
    case EVERY: return rule->count % rule->n == 0;
    case RANDOM: return (chance(rule) >> 20) % rule->n == 0;
    default: return 1;
  }
}

/* What is to become of this call. */
typedef struct { CK_RV instead, after; } Fate;

static Fate fateOf(const char *function) {
  Fate fate = { CKR_OK, CKR_OK };
  unsigned long delay = 0;
  int isTold = 0;
  pthread_mutex_lock(&lock);
  refresh();
  int isStart = strcmp(function, "C_Initialize") == 0 || strcmp(function, "C_Finalize") == 0;
  for (int i = 0; i < ruleCount && !isTold; i++) {
    Rule *rule = &rules[i];
    int isNamed = strcmp(rule->function, function) == 0 || (strcmp(rule->function, "*") == 0 && !isStart);
    if (!isNamed || !strikes(rule)) continue;
    unsigned long value = rule->value[rule->codes == 1 ? 0 : (int)((chance(rule) >> 20) % (uint64_t)rule->codes)];
    if (rule->what == DELAY) { delay += value; continue; }
    isTold = 1;
    if (rule->what == AFTER) fate.after = value; else fate.instead = value;
  }
  if (counting) note("CALL %s%.0lu", function, 0ul);
  pthread_mutex_unlock(&lock);
  if (delay > 0) usleep((useconds_t)(delay * 1000));
  return fate;
}

static int enter(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE a, CK_OBJECT_HANDLE b, CK_OBJECT_HANDLE c) {
  pthread_mutex_lock(&lock);
  int at = 0;
  while (at < MAX_CALLS - 1 && calls[at].busy) at++;
  calls[at] = (Call){ 1, session, { a, b, c } };
  pthread_mutex_unlock(&lock);
  return at;
}

static void leave(int at) {
  pthread_mutex_lock(&lock);
  calls[at].busy = 0;
  pthread_mutex_unlock(&lock);
}

static CK_OBJECT_HANDLE activeKey(CK_SESSION_HANDLE session) {
  CK_OBJECT_HANDLE key = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < activeCount; i++) if (actives[i].session == session) key = actives[i].key;
  pthread_mutex_unlock(&lock);
  return key;
}

static void setActive(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
  pthread_mutex_lock(&lock);
  int at = 0;
  while (at < activeCount && actives[at].session != session) at++;
  if (at < MAX_SESSIONS) {
    if (at == activeCount) activeCount++;
    actives[at].session = session; actives[at].key = key;
  }
  pthread_mutex_unlock(&lock);
}

static void own(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object) {
  pthread_mutex_lock(&lock);
  int at = 0;
  while (at < ownerCount && owners[at].object != 0 && owners[at].object != object) at++;
  if (at < MAX_OBJECTS) {
    if (at == ownerCount) ownerCount++;
    owners[at].object = object; owners[at].session = session;
  }
  pthread_mutex_unlock(&lock);
}

/* Notes a violation where a call is in the session, or uses an object that dies with it. Session 0: all of them. */
static void endSession(const char *function, CK_SESSION_HANDLE session) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < MAX_CALLS; i++) {
    if (!calls[i].busy) continue;
    int isHit = session == 0 || calls[i].session == session;
    for (int j = 0; j < 3; j++)
      for (int k = 0; k < ownerCount && calls[i].objects[j] != 0; k++)
        if (owners[k].object == calls[i].objects[j] && owners[k].session == session) isHit = 1;
    if (isHit) note("VIOLATION %s of session %lu while a call is in it or on its objects", function, session);
  }
  for (int k = 0; k < ownerCount; k++) if (session == 0 || owners[k].session == session) owners[k].object = 0;
  for (int k = 0; k < activeCount; k++) if (session == 0 || actives[k].session == session) actives[k].key = 0;
  if (session == 0) { ownerCount = 0; activeCount = 0; }
  pthread_mutex_unlock(&lock);
}

static void endObject(CK_OBJECT_HANDLE object) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < MAX_CALLS; i++)
    for (int j = 0; j < 3 && calls[i].busy; j++)
      if (calls[i].objects[j] == object) note("VIOLATION %s of object %lu while a call uses it", "C_DestroyObject", object);
  for (int k = 0; k < ownerCount; k++) if (owners[k].object == object) owners[k].object = 0;
  pthread_mutex_unlock(&lock);
}

/* The call itself, between what the rules say; RV is the answer of the module behind. */
#define THROUGH(NAME, SESSION, A, B, C, CALL)                 \
  int at = enter(SESSION, A, B, C);                            \
  Fate fate = fateOf(#NAME);                                   \
  CK_RV rv = fate.instead != CKR_OK ? fate.instead : real->CALL; \
  leave(at);                                                   \
  if (rv == CKR_OK) rv = fate.after;

#define PLAIN(NAME, SESSION, A, PARAMETERS, CALL) \
  static CK_RV NAME##_ PARAMETERS { THROUGH(NAME, SESSION, A, 0, 0, CALL) return rv; }

typedef CK_SESSION_HANDLE S;
typedef CK_OBJECT_HANDLE O;

PLAIN(C_GetInfo, 0, 0, (CK_INFO_PTR a), C_GetInfo(a))
PLAIN(C_GetSlotList, 0, 0, (CK_BBOOL a, CK_SLOT_ID_PTR b, CK_ULONG_PTR c), C_GetSlotList(a, b, c))
PLAIN(C_GetTokenInfo, 0, 0, (CK_SLOT_ID a, CK_TOKEN_INFO_PTR b), C_GetTokenInfo(a, b))
PLAIN(C_OpenSession, 0, 0, (CK_SLOT_ID a, CK_FLAGS b, void *c, CK_NOTIFY d, CK_SESSION_HANDLE_PTR e), C_OpenSession(a, b, c, d, e))
PLAIN(C_GetSessionInfo, s, 0, (S s, CK_SESSION_INFO_PTR a), C_GetSessionInfo(s, a))
PLAIN(C_GetAttributeValue, s, o, (S s, O o, CK_ATTRIBUTE_PTR a, CK_ULONG n), C_GetAttributeValue(s, o, a, n))
PLAIN(C_SetAttributeValue, s, o, (S s, O o, CK_ATTRIBUTE_PTR a, CK_ULONG n), C_SetAttributeValue(s, o, a, n))
PLAIN(C_FindObjectsInit, s, 0, (S s, CK_ATTRIBUTE_PTR a, CK_ULONG n), C_FindObjectsInit(s, a, n))
PLAIN(C_FindObjects, s, 0, (S s, CK_OBJECT_HANDLE_PTR a, CK_ULONG n, CK_ULONG_PTR m), C_FindObjects(s, a, n, m))
PLAIN(C_FindObjectsFinal, s, 0, (S s), C_FindObjectsFinal(s))
PLAIN(C_GenerateRandom, s, 0, (S s, CK_BYTE_PTR a, CK_ULONG n), C_GenerateRandom(s, a, n))

#define BEGIN(NAME) \
  static CK_RV NAME##_(S s, CK_MECHANISM_PTR m, O o) { THROUGH(NAME, s, o, 0, 0, NAME(s, m, o)) if (rv == CKR_OK) setActive(s, o); return rv; }
BEGIN(C_EncryptInit)
BEGIN(C_DecryptInit)
BEGIN(C_SignInit)
BEGIN(C_VerifyInit)

#define FINISH(NAME) \
  static CK_RV NAME##_(S s, CK_BYTE_PTR a, CK_ULONG n, CK_BYTE_PTR b, CK_ULONG_PTR m) { THROUGH(NAME, s, activeKey(s), 0, 0, NAME(s, a, n, b, m)) setActive(s, 0); return rv; }
FINISH(C_Encrypt)
FINISH(C_Decrypt)
FINISH(C_Sign)
static CK_RV C_Verify_(S s, CK_BYTE_PTR a, CK_ULONG n, CK_BYTE_PTR b, CK_ULONG m) {
  THROUGH(C_Verify, s, activeKey(s), 0, 0, C_Verify(s, a, n, b, m))
  setActive(s, 0);
  return rv;
}

#define MAKE(NAME, A, B, PARAMETERS, CALL) \
  static CK_RV NAME##_ PARAMETERS { THROUGH(NAME, s, A, B, 0, CALL) if (rv == CKR_OK) own(s, *made); return rv; }
MAKE(C_CreateObject, 0, 0, (S s, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR made), C_CreateObject(s, a, n, made))
MAKE(C_CopyObject, o, 0, (S s, O o, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR made), C_CopyObject(s, o, a, n, made))
MAKE(C_GenerateKey, 0, 0, (S s, CK_MECHANISM_PTR m, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR made), C_GenerateKey(s, m, a, n, made))
MAKE(C_UnwrapKey, o, 0, (S s, CK_MECHANISM_PTR m, O o, CK_BYTE_PTR w, CK_ULONG l, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR made), C_UnwrapKey(s, m, o, w, l, a, n, made))
MAKE(C_DeriveKey, o, 0, (S s, CK_MECHANISM_PTR m, O o, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR made), C_DeriveKey(s, m, o, a, n, made))

static CK_RV C_GenerateKeyPair_(S s, CK_MECHANISM_PTR m, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_ATTRIBUTE_PTR b, CK_ULONG k, CK_OBJECT_HANDLE_PTR x, CK_OBJECT_HANDLE_PTR y) {
  THROUGH(C_GenerateKeyPair, s, 0, 0, 0, C_GenerateKeyPair(s, m, a, n, b, k, x, y))
  if (rv == CKR_OK) { own(s, *x); own(s, *y); }
  return rv;
}

static CK_RV C_WrapKey_(S s, CK_MECHANISM_PTR m, O o, O key, CK_BYTE_PTR w, CK_ULONG_PTR l) {
  THROUGH(C_WrapKey, s, o, key, 0, C_WrapKey(s, m, o, key, w, l))
  return rv;
}

/* An ending that is failed by a rule is none, and harms nobody. */
static CK_RV C_DestroyObject_(S s, O o) {
  Fate fate = fateOf("C_DestroyObject");
  if (fate.instead != CKR_OK) return fate.instead;
  endObject(o);
  CK_RV rv = real->C_DestroyObject(s, o);
  return rv == CKR_OK ? fate.after : rv;
}

static CK_RV C_CloseSession_(S s) {
  Fate fate = fateOf("C_CloseSession");
  if (fate.instead != CKR_OK) return fate.instead;
  endSession("C_CloseSession", s);
  CK_RV rv = real->C_CloseSession(s);
  return rv == CKR_OK ? fate.after : rv;
}

static CK_RV C_CloseAllSessions_(CK_SLOT_ID slot) {
  endSession("C_CloseAllSessions", 0);
  return real->C_CloseAllSessions(slot);
}

static CK_RV C_Login_(S s, CK_USER_TYPE type, CK_UTF8CHAR_PTR pin, CK_ULONG n) {
  THROUGH(C_Login, s, 0, 0, 0, C_Login(s, type, pin, n))
  note("%s %lu", "LOGIN", rv);
  return rv;
}

static CK_RV C_Logout_(S s) {
  endSession("C_Logout", 0);
  return real->C_Logout(s);
}

static CK_RV C_Initialize_(void *arguments) {
  Fate fate = fateOf("C_Initialize");
  if (fate.instead != CKR_OK) return fate.instead;
  note("%s%.0lu", "INITIALIZE", 0ul);
  return real->C_Initialize(arguments);
}

static CK_RV C_Finalize_(void *arguments) {
  Fate fate = fateOf("C_Finalize");
  if (fate.instead != CKR_OK) return fate.instead;
  endSession("C_Finalize", 0);
  return real->C_Finalize(arguments);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR out) {
  const char *path = getenv("KMS_FAULTS_MODULE");
  void *module = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
  CK_C_GetFunctionList get = module ? (CK_C_GetFunctionList)dlsym(module, "C_GetFunctionList") : NULL;
  if (!get || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  list = *real;
#define PUT(NAME) list.NAME = (void *)NAME##_;
  PUT(C_Initialize) PUT(C_Finalize) PUT(C_GetInfo) PUT(C_GetSlotList) PUT(C_GetTokenInfo) PUT(C_OpenSession) PUT(C_CloseSession)
  PUT(C_CloseAllSessions) PUT(C_GetSessionInfo) PUT(C_Login) PUT(C_Logout) PUT(C_CreateObject) PUT(C_CopyObject) PUT(C_DestroyObject)
  PUT(C_GetAttributeValue) PUT(C_SetAttributeValue) PUT(C_FindObjectsInit) PUT(C_FindObjects) PUT(C_FindObjectsFinal)
  PUT(C_EncryptInit) PUT(C_Encrypt) PUT(C_DecryptInit) PUT(C_Decrypt) PUT(C_SignInit) PUT(C_Sign) PUT(C_VerifyInit) PUT(C_Verify)
  PUT(C_GenerateKey) PUT(C_GenerateKeyPair) PUT(C_WrapKey) PUT(C_UnwrapKey) PUT(C_DeriveKey) PUT(C_GenerateRandom)
  *out = &list;
  return CKR_OK;
}
