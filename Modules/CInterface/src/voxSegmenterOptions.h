// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmenterOptions_h
#define voxSegmenterOptions_h

#include "voxPredictor.h"

#include <string_view>

namespace vox
{

/** The options of vox_segmenter_open: those of the predictor but for what the C interface cannot return, and threads.
 */
struct SegmenterOptions
{
  PredictOptions predict;
  int threads = 0;
};

template <typename TVisitor>
void
VisitFields(SegmenterOptions & o, TVisitor && visit)
{
  VisitFields(o.predict, [&](const char * key, auto & field, const char * help) {
    if (const std::string_view name = key; name != "attention" && name != "profile")
    {
      visit(key, field, help);
    }
  });
  visit("threads", o.threads, "threads to use at the most; 0: all processors");
}

} // namespace vox

#endif
