// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomAssembly_h
#define voxDicomAssembly_h

#include "voxDicomPixels.h"
#include "voxReadDicom.h"
#include "voxSliceStack.h"

#include <functional>

namespace vox
{

/** A slice that goes into an image: where it comes from. `frame.geometry` is filled by AssembleImage. */
struct SliceOrigin
{
  DicomSourceFrame frame;
  std::size_t instance = 0; ///< of DicomSeries::instances
};

/** Puts the pixels of one slice (of the stack, in its order) at `values`, its channels `channelStride` apart. Called
 * concurrently. */
using SliceReader = std::function<void(std::size_t slice, float * values, std::int64_t channelStride)>;

/** Plans the stack, reads its slices and resamples them where the plan says so. `notes` come first. */
[[nodiscard]] DicomImage AssembleImage(const DicomSeries & series, const SliceStack & stack,
                                       const std::vector<SliceOrigin> & origins, int channels,
                                       const SliceReader & readSlice, std::vector<std::string> notes,
                                       const ReadDicomOptions & options, const RunContext & context);

/** Name of a series in messages: its folder and UID. */
[[nodiscard]] std::string NameOf(const DicomSeries & series);

/** What a person should know of the values of a file: inverted display, padding, lookup tables and private scaling that
 * are not applied, lossy compression. */
[[nodiscard]] std::vector<std::string> ValueNotes(const gdcm::DataSet & header);

/** The kinds of series that are not one file for each slice. */
[[nodiscard]] DicomImage ReadEnhanced(const DicomSeries & series, const ReadDicomOptions & options,
                                      const RunContext & context);
[[nodiscard]] DicomImage ReadMosaic(const DicomSeries & series, const ReadDicomOptions & options,
                                    const RunContext & context);

} // namespace vox

#endif
