#ifndef GS_ABI_VERSION_TEXT_H
#define GS_ABI_VERSION_TEXT_H

#include "gbp_version.h"

/* What both ABIs answer when asked for the version. */
#define GS_VERSION_TEXT "group-protocol-stack " GBP_VERSION " (gbp + gtp + gap + gsp)"

#endif
