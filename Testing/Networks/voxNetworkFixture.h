// SPDX-License-Identifier: Apache-2.0
#ifndef voxNetworkFixture_h
#define voxNetworkFixture_h

#include "voxJson.h"
#include "voxNetwork.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace vox::testing
{

/** A network of the parity set: weights by formula, inputs, and outputs of the library that it names (float64 forward
 * passes). parity/numeric/networks/README.md describes the formula. */
class NetworkFixture
{
public:
  /** `name` without extension; the test that asks has required the folder. */
  explicit NetworkFixture(const std::string & name);

  [[nodiscard]] const Json & Description() const;
  /** Names in the order of the file, without duplicates and integer buffers. */
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> Weights() const;
  /** The k-th input as stored, without a depth axis in two dimensions. */
  [[nodiscard]] at::Tensor Input(std::size_t k = 0) const;
  [[nodiscard]] at::Tensor Output(std::size_t k) const;
  [[nodiscard]] double Tolerance(std::size_t k) const;
  /** The weights of output k in the loss of the training step: loss = sum over k of mean(output * weight). */
  [[nodiscard]] at::Tensor LossWeights(std::size_t k, at::IntArrayRef sizes) const;

private:
  [[nodiscard]] std::uint64_t Seed() const;

  std::filesystem::path m_Folder;
  Json m_Json;
};

/** Where a network of ours differs from the fixture in anything but numbers. */
struct ParitySettings
{
  /** The training step is compared in double, as the reference was computed, because rounding in float32 grows beyond
   * the tolerance in this network: batch norms over a few pixels. */
  bool trainingStepInDouble = false;
  /** Beginnings of names that the library's state dict has and its forward pass does not use. */
  std::vector<std::string> unused = {};
  /** The order of our list of tensors is that of the file (without the running statistics, which we list last). */
  bool sameOrder = true;
  bool deepSupervision = false;
  /** Calls the network, where Forward does not do: gives its outputs in the number, order and form of the fixture's. */
  std::function<std::vector<at::Tensor>(Network & network, const at::Tensor & images)> forward = nullptr;
};

/** The network, filled with the fixture's weights, has its names, shapes and number of parameters, and gives its
 * outputs in evaluation mode, in both memory orders, with and without gradients, and prepared to predict; and, where
 * the fixture has a training step, its loss and the norms of its gradients. */
void ExpectParity(const std::string & fixture, const NetworkDefinition & definition,
                  const ParitySettings & settings = {});

} // namespace vox::testing

#endif
