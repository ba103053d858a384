// SPDX-License-Identifier: Apache-2.0
#ifndef voxLessonUNetOptions_h
#define voxLessonUNetOptions_h

#include "voxNetworkSizes.h"
#include "voxSkipConnection.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** U-Net as a course teaches it: convolutions of kernel 3 without bias, padded, each with batch norm and ReLU;
 * upsampling by transposed convolutions of kernel 4, stride 2, padding 1; [skip, upsampled]; logits. Children: in_conv,
 * enc_K.1, dec_K.conv_trans, dec_K.conv_block, out_conv; a block holds conv_block.{0, 1, 3, 4}. */
struct TutorialUNetOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 3;
  std::vector<std::int64_t> features{64, 128, 256, 512, 1024};
  SkipConnection skip = SkipConnection::Concatenate;
};

/** The same with two poolings, without norms, with biases, transposed convolutions of kernel and stride 2, and
 * [upsampled, skip]. Children: encK, bottleneck, upK, decK, out; a block holds 0 and 2. */
struct SmallUNetOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 1;
  std::vector<std::int64_t> features{64, 128, 256};
  SkipConnection skip = SkipConnection::Concatenate;
};

/** The smallest one, of a Keras lesson: a convolution with ReLU, a maximum of 2 voxels, a transposed convolution of
 * kernel 3 and stride 2 whose result loses its last row and column (Keras's "same"), [upsampled, skip], a 1x1
 * convolution. The lesson ends with a softmax; here logits come out, as everywhere.
 * Children, as Keras names them: conv2d, conv2d_transpose, conv2d_1 (conv3d, ... in 3D). */
struct KerasUNetOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 3;
  std::int64_t features = 64;
  SkipConnection skip = SkipConnection::Concatenate;
};

namespace detail
{
template <typename TOptions, typename TVisitor>
void
VisitLessonFields(TOptions & o, TVisitor && visit, const char * featuresHelp)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, featuresHelp);
  visit("skip", o.skip, "concat, add or none");
}
} // namespace detail

template <typename TVisitor>
void
VisitFields(TutorialUNetOptions & o, TVisitor && visit)
{
  detail::VisitLessonFields(o, visit, "channels of each level, finest first");
}

template <typename TVisitor>
void
VisitFields(SmallUNetOptions & o, TVisitor && visit)
{
  detail::VisitLessonFields(o, visit, "channels of each level, finest first");
}

template <typename TVisitor>
void
VisitFields(KerasUNetOptions & o, TVisitor && visit)
{
  detail::VisitLessonFields(o, visit, "channels");
}

void Validate(const TutorialUNetOptions & options, const char * where);
void Validate(const SmallUNetOptions & options, const char * where);
void Validate(const KerasUNetOptions & options, const char * where);

/** Multiples of 2^(levels - 1). */
[[nodiscard]] NetworkSizes SizesOf(const TutorialUNetOptions & options);
[[nodiscard]] NetworkSizes SizesOf(const SmallUNetOptions & options);
/** Even numbers. */
[[nodiscard]] NetworkSizes SizesOf(const KerasUNetOptions & options);

} // namespace vox

#endif
