// SPDX-License-Identifier: Apache-2.0
#ifndef voxConfusionSvg_h
#define voxConfusionSvg_h

#include "voxOptions.h"

#include <cstdint>
#include <span>
#include <string>

namespace vox
{

struct ConfusionChartOptions
{
  std::string title{};
  std::string rowLabel = "reference";
  std::string columnLabel = "prediction";
  std::int64_t cellPixels = 64;
};

template <typename TVisitor>
void
VisitFields(ConfusionChartOptions & o, TVisitor && visit)
{
  visit("title", o.title, "text above the matrix");
  visit("row_label", o.rowLabel, "what the rows are");
  visit("column_label", o.columnLabel, "what the columns are");
  visit("cell_pixels", o.cellPixels, "side of a cell; small ones have no numbers");
}

/** Throws Error(Usage) for cells outside 8 to 256 pixels. */
void Validate(const ConfusionChartOptions & options);

/** A confusion matrix as a self-contained SVG 1.1 document, in light or dark colors as the viewer prefers.
 *
 * `counts` has one row for each class of the reference and one column for each of the prediction, row after row. Each
 * cell is shaded by its share of its row and tells it in percent, with the count below; shares that would round to 0 or
 * 100 % without being so are written as "<0.1 %" and ">99.9 %". A row without any count has dashes. Cells narrower than
 * 52 pixels have no numbers; the exact ones are in the title of each cell, which viewers show under the pointer. Names
 * of more than 24 characters are cut short.
 *
 * Throws Error(Usage) for options that do not validate and for 0 or more than 256 classes, Error(Internal) for counts
 * that are negative or not as many as the square of the number of names. */
[[nodiscard]] std::string RenderConfusionSvg(std::span<const std::string> names, std::span<const std::int64_t> counts,
                                             const ConfusionChartOptions & options = {});

} // namespace vox

#endif
