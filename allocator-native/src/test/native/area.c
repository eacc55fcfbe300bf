#define _GNU_SOURCE
#include "area.h"
#include "sequences.h"

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern const int32_t __start_ccache_sites[], __stop_ccache_sites[];

#if defined(__x86_64__)
#define SITE_BYTES 4
#define STEP 1

static const volatile int32_t number = AREA; /* in no instruction of this file, which would be found */

/* A displacement, or the number itself: field is what is added to it. */
static bool holds(const char *place, long *field) {
    int32_t value;
    memcpy(&value, place, sizeof value);
    *field = (long)value - number;
    return *field >= 0 && *field <= RSEQ_MM_CID;
}

static void put(char *place, long field, long offset) {
    int32_t value = (int32_t)(offset + field);
    if (value != offset + field) {
        printf("the area is too far: %ld\n", offset);
        exit(2);
    }
    memcpy(place, &value, sizeof value);
}
#else
#define SITE_BYTES 8
#define STEP 4
#define ADD_HIGH 0x91400000u /* add x, x, #imm, lsl #12 */
#define ADD_LOW 0x91000000u
#define SUB 0x40000000u
#define IMMEDIATE(value) ((uint32_t)(value) << 10)
#define REGISTERS 0x3ffu

static bool holds(const char *place, long *field) {
    uint32_t code[2];
    memcpy(code, place, sizeof code);
    *field = 0;
    return (code[0] & ~REGISTERS) == (ADD_HIGH | IMMEDIATE(AREA >> 12)) &&
           (code[1] & ~REGISTERS) == (ADD_LOW | IMMEDIATE(AREA & 0xfff));
}

static void put(char *place, long field, long offset) {
    uint32_t code[2];
    uint32_t distance = (uint32_t)labs(offset);
    uint32_t sign = offset < 0 ? SUB : 0;
    if (field != 0 || labs(offset) >= 1L << 24) {
        printf("the area is too far: %ld\n", offset);
        exit(2);
    }
    memcpy(code, place, sizeof code);
    code[0] = (code[0] & REGISTERS) | ADD_HIGH | sign | IMMEDIATE(distance >> 12);
    code[1] = (code[1] & REGISTERS) | ADD_LOW | sign | IMMEDIATE(distance & 0xfff);
    memcpy(place, code, sizeof code);
}
#endif

static void protect(char *place, int protection) {
    long page = sysconf(_SC_PAGESIZE);
    char *first = (char *)((uintptr_t)place & -(uintptr_t)page);
    if (mprotect(first, (size_t)(place + SITE_BYTES - first), protection) != 0) {
        perror("mprotect");
        exit(2);
    }
}

/* No place that the table does not name: it would go by an area that is nowhere. */
static int look(struct dl_phdr_info *object, size_t size, void *unused) {
    long field;
    (void)size;
    (void)unused;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        const char *start = (const char *)(object->dlpi_addr + part->p_vaddr);
        if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0) {
            continue;
        }
        for (const char *at = start; at + SITE_BYTES <= start + part->p_memsz; at += STEP) {
            if (holds(at, &field)) {
                printf("a place that holds the area is in no table\n");
                exit(2);
            }
        }
    }
    return 1; /* the program itself is the first */
}

void area_write(long offset) {
    for (const int32_t *site = __start_ccache_sites; site < __stop_ccache_sites; site++) {
        char *place = (char *)site + *site;
        long field;
        if (!holds(place, &field)) {
            printf("a place of the table does not hold the area\n");
            exit(2);
        }
        protect(place, PROT_READ | PROT_WRITE | PROT_EXEC);
        put(place, field, offset);
        protect(place, PROT_READ | PROT_EXEC);
        __builtin___clear_cache(place, place + SITE_BYTES);
    }
    dl_iterate_phdr(look, NULL);
}
