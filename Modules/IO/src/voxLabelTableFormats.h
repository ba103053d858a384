// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelTableFormats_h
#define voxLabelTableFormats_h

#include "voxSegmentation.h"

#include <filesystem>

namespace vox
{

/** Gathers the rows of a label table: checks each, leaves value 0 out. All errors name file and line. */
class LabelRows
{
public:
  explicit LabelRows(std::filesystem::path path) : m_Path(std::move(path)) {}

  void Add(std::size_t line, Segment segment);
  /** The number of a field, from `low` to `high`; `what` names it in the message. */
  [[nodiscard]] std::int64_t Number(std::size_t line, std::string_view field, std::string_view what, std::int64_t low,
                                    std::int64_t high) const;
  /** Red, green and blue, each 0 to 255. */
  [[nodiscard]] Rgb Color(std::size_t line, std::string_view red, std::string_view green, std::string_view blue) const;
  [[nodiscard]] std::int64_t Value(std::size_t line, std::string_view field) const;
  [[nodiscard]] const std::filesystem::path &
  Path() const
  {
    return m_Path;
  }
  /** Throws Error(BadInput) for a table without a label. */
  [[nodiscard]] std::vector<Segment> Take();

private:
  std::filesystem::path m_Path;
  std::vector<Segment> m_Segments;
  std::vector<std::size_t> m_Lines;
};

/** Rows of values between blanks: FreeSurfer, Slicer (.ctbl), ITK-SNAP. */
[[nodiscard]] std::vector<Segment> ReadColorRows(const std::filesystem::path & path);
/** Rows under names of columns: Slicer's .csv and BIDS' .tsv. */
[[nodiscard]] std::vector<Segment> ReadTerminologyCsv(const std::filesystem::path & path);
[[nodiscard]] std::vector<Segment> ReadBidsTsv(const std::filesystem::path & path);

} // namespace vox

#endif
