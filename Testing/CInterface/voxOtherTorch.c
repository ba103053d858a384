/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded, it makes LibTorch tell another version. */
#include <stdint.h>

uint64_t aoti_torch_abi_version(void);

uint64_t
aoti_torch_abi_version(void)
{
  return (UINT64_C(2) << 56) | (UINT64_C(8) << 48) | (UINT64_C(1) << 40);
}
