// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradTransform_h
#define voxWinogradTransform_h

#include <array>

namespace vox
{

/** Minimal filtering of 3 taps (Winograd 1980; Lavin and Gray 2016, DOI 10.1109/CVPR.2016.435): F(m, 3) makes m outputs
 * from m + 2 inputs with m + 2 products. Point i of the taps is the sum over j of taps[i][j] * tap[j]; Inputs and
 * Outputs transform what is filtered and what was multiplied, Gradients is Outputs turned round: it transforms the
 * gradients of m outputs for the gradient of the taps. */
template <int VOutputs> struct MinimalFilter;

/** F(2, 3), points 0, 1, -1 and infinity. */
template <> struct MinimalFilter<2>
{
  static constexpr int points = 4;
  static constexpr double taps[points][3] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};

  template <typename TLanes>
  [[gnu::always_inline]] static void
  Inputs(const TLanes (&in)[points], TLanes (&out)[points])
  {
    out[0] = in[0] - in[2];
    out[1] = in[1] + in[2];
    out[2] = in[2] - in[1];
    out[3] = in[1] - in[3];
  }

  template <typename TLanes>
  [[gnu::always_inline]] static void
  Outputs(const TLanes (&in)[points], TLanes (&out)[2])
  {
    out[0] = in[0] + (in[1] + in[2]);
    out[1] = (in[1] - in[2]) - in[3];
  }

  template <typename TLanes>
  [[gnu::always_inline]] static void
  Gradients(const TLanes (&in)[2], TLanes (&out)[points])
  {
    out[0] = in[0];
    out[1] = in[0] + in[1];
    out[2] = in[0] - in[1];
    out[3] = -in[1];
  }
};

/** F(4, 3), points 0, 1, -1, 2, -2 and infinity. */
template <> struct MinimalFilter<4>
{
  static constexpr int points = 6;
  static constexpr double taps[points][3] = {{1.0 / 4, 0, 0},
                                             {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                             {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                             {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                             {1.0 / 24, -1.0 / 12, 1.0 / 6},
                                             {0, 0, 1}};

  template <typename TLanes>
  [[gnu::always_inline]] static void
  Inputs(const TLanes (&in)[points], TLanes (&out)[points])
  {
    const TLanes even = in[4] - 4.0F * in[2];
    const TLanes odd = in[3] - 4.0F * in[1];
    const TLanes evenTwo = in[4] - in[2];
    const TLanes oddTwo = 2.0F * (in[3] - in[1]);
    out[0] = 4.0F * in[0] - 5.0F * in[2] + in[4];
    out[1] = even + odd;
    out[2] = even - odd;
    out[3] = evenTwo + oddTwo;
    out[4] = evenTwo - oddTwo;
    out[5] = 4.0F * in[1] - 5.0F * in[3] + in[5];
  }

  template <typename TLanes>
  [[gnu::always_inline]] static void
  Outputs(const TLanes (&in)[points], TLanes (&out)[4])
  {
    const TLanes sumOne = in[1] + in[2];
    const TLanes differenceOne = in[1] - in[2];
    const TLanes sumTwo = in[3] + in[4];
    const TLanes differenceTwo = in[3] - in[4];
    out[0] = in[0] + sumOne + sumTwo;
    out[1] = differenceOne + 2.0F * differenceTwo;
    out[2] = sumOne + 4.0F * sumTwo;
    out[3] = differenceOne + 8.0F * differenceTwo + in[5];
  }

  template <typename TLanes>
  [[gnu::always_inline]] static void
  Gradients(const TLanes (&in)[4], TLanes (&out)[points])
  {
    const TLanes even = in[0] + in[2];
    const TLanes odd = in[1] + in[3];
    const TLanes evenTwo = in[0] + 4.0F * in[2];
    const TLanes oddTwo = 2.0F * in[1] + 8.0F * in[3];
    out[0] = in[0];
    out[1] = even + odd;
    out[2] = even - odd;
    out[3] = evenTwo + oddTwo;
    out[4] = evenTwo - oddTwo;
    out[5] = in[3];
  }
};

/** Along z, where the points of F(2, 3) are taken one after another: point i of the inputs is
 * input[first] + sign * input[second]. */
struct PairInput
{
  int first;
  int second;
  float sign;
};
inline constexpr std::array<PairInput, MinimalFilter<2>::points> kPairInputs{
    {{0, 2, -1.0F}, {1, 2, 1.0F}, {2, 1, -1.0F}, {1, 3, -1.0F}}};

/** Factors of its points in the two outputs. */
inline constexpr float kPairOutputs[2][MinimalFilter<2>::points] = {{1, 1, 1, 0}, {0, 1, -1, -1}};

} // namespace vox

#endif
