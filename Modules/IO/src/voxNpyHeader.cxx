// SPDX-License-Identifier: Apache-2.0
#include "voxNpyHeader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace vox
{
namespace
{

/** What follows a key of the dictionary. */
std::string_view
After(std::string_view text, const std::string & key)
{
  const std::string quoted = "'" + key + "': ";
  const std::size_t found = text.find(quoted);
  return found == std::string_view::npos ? std::string_view() : text.substr(found + quoted.size());
}

std::optional<at::ScalarType>
TypeOf(std::string_view text)
{
  static constexpr std::array<std::pair<std::string_view, at::ScalarType>, 3> types{
      {{"'<f2'", at::kHalf}, {"'<f4'", at::kFloat}, {"'<f8'", at::kDouble}}};
  const auto found = std::ranges::find_if(types, [&](const auto & type) { return text.starts_with(type.first); });
  return found == types.end() ? std::nullopt : std::optional(found->second);
}

/** The numbers of "(3, 4, 5)" or "(3,)". */
std::optional<std::vector<std::int64_t>>
ShapeOf(std::string_view text)
{
  const std::size_t end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos)
  {
    return std::nullopt;
  }
  std::vector<std::int64_t> shape;
  for (const char *next = text.data() + 1, *const last = text.data() + end; next < last;)
  {
    std::int64_t length = 0;
    const auto [after, error] = std::from_chars(next, last, length);
    if (error != std::errc() || length < 1)
    {
      return std::nullopt;
    }
    shape.push_back(length);
    next = std::find_if(after, last, [](char c) { return c != ',' && c != ' '; });
  }
  return shape;
}

} // namespace

std::optional<NpyHeader>
ParseNpyHeader(std::string_view text, std::uint64_t valueBytes)
{
  const auto type = TypeOf(After(text, "descr"));
  const auto shape = ShapeOf(After(text, "shape"));
  const std::string_view order = After(text, "fortran_order");
  const bool fortran = order.starts_with("True");
  if (!type || !shape || shape->empty() || shape->size() > 4 || !(fortran || order.starts_with("False")))
  {
    return std::nullopt;
  }
  std::uint64_t left = valueBytes / at::elementSize(*type);
  bool divides = valueBytes % at::elementSize(*type) == 0;
  for (const std::int64_t length : *shape)
  {
    divides = divides && left % static_cast<std::uint64_t>(length) == 0;
    left /= static_cast<std::uint64_t>(length);
  }
  return divides && left == 1 ? std::optional(NpyHeader{*type, fortran, *shape}) : std::nullopt;
}

} // namespace vox
