// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradTransform_h
#define voxWinogradTransform_h

#include <array>

namespace vox
{

/** Minimal filtering of 3 taps (Winograd 1980; Lavin and Gray 2016, DOI 10.1109/CVPR.2016.435): F(2, 3) makes 2
 * outputs from 4 inputs with 4 products, F(4, 3) makes 4 from 6 with 6. */
inline constexpr int kPairPoints = 4;
inline constexpr int kQuadOutputs = 4;
inline constexpr int kQuadPoints = 6;

/** F(2, 3): point i of the inputs is input[first] + sign * input[second]. */
struct PairInput
{
  int first;
  int second;
  float sign;
};
inline constexpr std::array<PairInput, kPairPoints> kPairInputs{
    {{0, 2, -1.0F}, {1, 2, 1.0F}, {2, 1, -1.0F}, {1, 3, -1.0F}}};

/** F(2, 3): point i of three taps is the sum over j of kPairTaps[i][j] * tap[j]. */
inline constexpr double kPairTaps[kPairPoints][3] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};

/** F(2, 3): the outputs are point 0 + point 1 + point 2 and point 1 - point 2 - point 3. */
inline constexpr float kPairOutputs[2][kPairPoints] = {{1, 1, 1, 0}, {0, 1, -1, -1}};

/** F(4, 3), points 0, 1, -1, 2, -2 and infinity. */
inline constexpr double kQuadTaps[kQuadPoints][3] = {{1.0 / 4, 0, 0},
                                                     {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                                     {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                                     {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                                     {1.0 / 24, -1.0 / 12, 1.0 / 6},
                                                     {0, 0, 1}};

template <typename TLanes>
[[gnu::always_inline]] inline void
QuadInputs(const TLanes (&in)[kQuadPoints], TLanes (&points)[kQuadPoints])
{
  const TLanes even = in[4] - 4.0F * in[2];
  const TLanes odd = in[3] - 4.0F * in[1];
  const TLanes evenTwo = in[4] - in[2];
  const TLanes oddTwo = 2.0F * (in[3] - in[1]);
  points[0] = 4.0F * in[0] - 5.0F * in[2] + in[4];
  points[1] = even + odd;
  points[2] = even - odd;
  points[3] = evenTwo + oddTwo;
  points[4] = evenTwo - oddTwo;
  points[5] = 4.0F * in[1] - 5.0F * in[3] + in[5];
}

template <typename TLanes>
[[gnu::always_inline]] inline void
QuadOutputs(const TLanes (&points)[kQuadPoints], TLanes (&out)[kQuadOutputs])
{
  const TLanes sumOne = points[1] + points[2];
  const TLanes differenceOne = points[1] - points[2];
  const TLanes sumTwo = points[3] + points[4];
  const TLanes differenceTwo = points[3] - points[4];
  out[0] = points[0] + sumOne + sumTwo;
  out[1] = differenceOne + 2.0F * differenceTwo;
  out[2] = sumOne + 4.0F * sumTwo;
  out[3] = differenceOne + 8.0F * differenceTwo + points[5];
}

} // namespace vox

#endif
