// SPDX-License-Identifier: Apache-2.0
// The CUDA sources, as C++.
#include "voxAffine.cu"
#include "voxArgmax.cu"
#include "voxBlend.cu"
#include "voxDistanceMap.cu"
#include "voxNorm.cu"
