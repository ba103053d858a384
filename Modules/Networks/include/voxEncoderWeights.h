// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderWeights_h
#define voxEncoderWeights_h

#include "voxNetwork.h"

#include <map>
#include <string>

namespace vox
{

/** Copies weights of a pretrained classification network into the image encoder of a network (EncoderUNet and others
 * that have an encoder by name); the decoder keeps its own. `weights` is the state dict that torchvision publishes, or
 * lukemelas/EfficientNet-PyTorch; whoever reads the file hands over its tensors. They expect images normalized per
 * channel as they were trained: for ImageNet mean 0.485, 0.456, 0.406 and deviation 0.229, 0.224, 0.225 of values in
 * [0, 1]; GoogLeNet's 0.5 and 0.5.
 *
 * - Tensors of the classifier, of auxiliary heads, of layers beyond encoder_depth and counters of batches
 *   (`num_batches_tracked`) are passed over.
 * - The first layer takes another number of channels n: for one channel the sum over the published three, otherwise
 *   channel i is that of i modulo 3, times 3 / n, so that the response to gray images stays.
 * - DenseNet's older names (`norm.1`, `conv.2`) and the names of the other EfficientNet tree are translated. The two
 *   trees pad differently: across them the weights are a start for training, not the published network.
 *
 * Throws Error(BadModel) that begins with `where`: for a network without such an encoder; for weights of another
 * encoder, with the first key that differs and both shapes; the network is then unchanged. */
void LoadEncoderWeights(Network & network, const std::map<std::string, at::Tensor> & weights,
                        const std::string & where);

} // namespace vox

#endif
