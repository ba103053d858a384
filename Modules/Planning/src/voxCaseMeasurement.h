// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseMeasurement_h
#define voxCaseMeasurement_h

#include "voxFingerprint.h"
#include "voxIntensitySample.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace vox
{

/** Foreground intensities that were drawn from one channel of a case, each with its number. */
using Draws = std::vector<std::pair<float, std::uint32_t>>;

/** The cases of a data set, measured in any order and on several threads: what is added does not depend on either. */
class CaseMeasurement
{
public:
  CaseMeasurement(std::int64_t cases, std::int64_t draws, ReadingOrder order);

  /** Reads case i, of which nothing but facts and draws is left afterwards. An Error(BadInput) is kept for Finish. */
  void Measure(std::int64_t i, const std::function<LabelledVolume(std::int64_t)> & read);

  /** Number of cases measured so far. */
  [[nodiscard]] std::int64_t
  Done() const
  {
    return m_Done;
  }

  /** Throws Error(BadInput) with one line for each problem of the cases. */
  [[nodiscard]] Fingerprint Finish();

private:
  /** What the fingerprint keeps of a case; default where the case is bad. */
  struct CaseFacts
  {
    std::string name;
    Zyx<double> spacingMm;
    Zyx<std::int64_t> shapeAfterCrop;
    double relativeSize = 0.0;
    std::size_t channels = 0;
    std::string problem; ///< of a bad case, one or more lines
  };

  void Add(const std::vector<Draws> & channels);
  void RequireGoodCases() const;

  std::vector<CaseFacts> m_Facts;
  std::int64_t m_Draws;
  ReadingOrder m_Order;
  std::mutex m_Mutex;
  std::vector<IntensitySample> m_Samples; ///< one a channel
  std::atomic<std::int64_t> m_Done = 0;
};

} // namespace vox

#endif
