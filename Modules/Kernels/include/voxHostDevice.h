// SPDX-License-Identifier: Apache-2.0
#ifndef voxHostDevice_h
#define voxHostDevice_h

/** Marks arithmetic that the CPU and a CUDA device share. What carries the mark uses constexpr functions of the
 * standard library only (nvcc compiles those for the device), allocates nothing and throws nothing. */
#ifdef __CUDACC__
#define VOX_HOST_DEVICE __host__ __device__
#else
#define VOX_HOST_DEVICE
#endif

#endif
