typedef unsigned char u8;
typedef unsigned int u32;

enum { LENGTH = 1048576 };
static const u32 POLYNOMIAL = 0xedb88320;

static u32 table[256];
static u8 message[LENGTH];

static void make_table(void) {
  for (u32 byte = 0; byte < 256; byte += 1) {
    u32 remainder = byte;
    for (u32 bit = 0; bit < 8; bit += 1) {
      if ((remainder & 1) == 1) remainder = (remainder >> 1) ^ POLYNOMIAL;
      else remainder = remainder >> 1;
    }
    table[byte] = remainder;
  }
}

__attribute__((export_name("prepare"))) void prepare(u32 seed) {
  u32 next = seed;
  for (u32 i = 0; i < LENGTH; i += 1) {
    next = next * 1664525 + 1013904223;
    message[i] = (u8)(next >> 24);
  }
}

static u32 checksum(void) {
  u32 crc = 0xffffffff;
  for (u32 i = 0; i < LENGTH; i += 1) crc = (crc >> 8) ^ table[(crc ^ message[i]) & 0xff];
  return ~crc;
}

__attribute__((export_name("run"))) u32 run(void) {
  make_table();
  return checksum();
}
