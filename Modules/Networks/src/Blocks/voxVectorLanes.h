// SPDX-License-Identifier: Apache-2.0
#ifndef voxVectorLanes_h
#define voxVectorLanes_h

namespace vox
{

template <int VLanes> struct LanesOf
{
  typedef float Type __attribute__((vector_size(4 * VLanes), aligned(4), may_alias));
};

/** VLanes floats that are computed at once: 8 fill a register of AVX2, 16 one of AVX-512. */
template <int VLanes> using Lanes = typename LanesOf<VLanes>::Type;

template <int VLanes>
[[gnu::always_inline]] inline Lanes<VLanes>
LoadLanes(const float * values)
{
  return *reinterpret_cast<const Lanes<VLanes> *>(values);
}

template <int VLanes>
[[gnu::always_inline]] inline void
StoreLanes(float * values, Lanes<VLanes> lanes)
{
  *reinterpret_cast<Lanes<VLanes> *>(values) = lanes;
}

} // namespace vox

#endif
