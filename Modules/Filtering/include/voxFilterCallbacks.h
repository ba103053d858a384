// SPDX-License-Identifier: Apache-2.0
#ifndef voxFilterCallbacks_h
#define voxFilterCallbacks_h

#include <itkMultiThreaderBase.h>
#include <itkProcessObject.h>

#include <algorithm>
#include <functional>
#include <string>

namespace itk::vox
{

/** How compiled code talks to the filter that it works for, from the filter's thread. */
struct FilterCallbacks
{
  std::function<void(float fraction)> onProgress; ///< after each window, channel or structure
  std::function<bool()> isAborted;                ///< asked after each report of progress
  std::function<void(const std::string & message)> onWarning;
  int threads = 1;
};

/** Those of a filter: its progress, its AbortGenerateData, and its threads, which are the smaller of its work units and
 * the maximum of its multi-threader. */
inline FilterCallbacks
CallbacksOf(ProcessObject & filter)
{
  FilterCallbacks callbacks;
  callbacks.onProgress = [&filter](float fraction) { filter.UpdateProgress(fraction); };
  callbacks.isAborted = [&filter] { return filter.GetAbortGenerateData(); };
  callbacks.threads = static_cast<int>(
      std::min<ThreadIdType>(filter.GetNumberOfWorkUnits(), filter.GetMultiThreader()->GetMaximumNumberOfThreads()));
  return callbacks;
}

} // namespace itk::vox

#endif
