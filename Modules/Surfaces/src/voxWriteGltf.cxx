// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxBase64.h"
#include "voxJson.h"
#include "voxSurfaceFormats.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

static_assert(std::endian::native == std::endian::little, "glTF is little endian");

constexpr int kFloat = 5126, kUnsigned = 5125; // component types of accessors
constexpr int kArrayBuffer = 34962, kElementBuffer = 34963;

template <typename T>
void
Append(std::string & bytes, const T & value)
{
  bytes.append(reinterpret_cast<const char *>(&value), sizeof(value));
}

/** Accessors and views of one buffer, which grows. */
class Buffer
{
public:
  /** The number of the accessor of what was appended since `begin`. */
  std::size_t
  Accessor(std::size_t begin, int target, Json accessor)
  {
    accessor["bufferView"] = m_Views.size();
    m_Views.push_back({{"buffer", 0}, {"byteOffset", begin}, {"byteLength", bytes.size() - begin}, {"target", target}});
    m_Accessors.push_back(std::move(accessor));
    return m_Accessors.size() - 1;
  }
  void
  Describe(Json & document) const
  {
    document["bufferViews"] = m_Views;
    document["accessors"] = m_Accessors;
    document["buffers"] = Json::array({{{"byteLength", bytes.size()}}});
  }

  std::string bytes;

private:
  Json m_Views = Json::array();
  Json m_Accessors = Json::array();
};

std::size_t
PutPoints(Buffer & buffer, const std::vector<Vector3> & points, bool withBounds)
{
  const std::size_t begin = buffer.bytes.size();
  std::array<float, 3> lower, upper;
  lower.fill(std::numeric_limits<float>::max());
  upper.fill(std::numeric_limits<float>::lowest());
  for (const Vector3 & point : points)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const auto value = static_cast<float>(point[axis]);
      lower[axis] = std::min(lower[axis], value);
      upper[axis] = std::max(upper[axis], value);
      Append(buffer.bytes, value);
    }
  }
  Json accessor{{"componentType", kFloat}, {"count", points.size()}, {"type", "VEC3"}};
  if (withBounds) // which positions must have
  {
    accessor["min"] = lower;
    accessor["max"] = upper;
  }
  return buffer.Accessor(begin, kArrayBuffer, std::move(accessor));
}

std::size_t
PutTriangles(Buffer & buffer, const Surface & surface)
{
  const std::size_t begin = buffer.bytes.size();
  for (const auto & triangle : surface.triangles)
  {
    Append(buffer.bytes, triangle);
  }
  return buffer.Accessor(begin, kElementBuffer,
                         {{"componentType", kUnsigned}, {"count", 3 * surface.triangles.size()}, {"type", "SCALAR"}});
}

/** glTF mixes colors in linear light; ours are sRGB (IEC 61966-2-1). */
double
Linear(std::uint8_t part)
{
  const double value = part / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

Json
Material(const Surface & surface)
{
  const Json color{Linear(surface.color[0]), Linear(surface.color[1]), Linear(surface.color[2]), 1.0};
  return {{"name", surface.name},
          {"pbrMetallicRoughness", {{"baseColorFactor", color}, {"metallicFactor", 0.0}, {"roughnessFactor", 0.8}}}};
}

/** From mm to metres, and from superior as z to up as y, which is a rotation. */
Json
ToMetres()
{
  constexpr double scale = 0.001;
  return {scale, 0.0, 0.0, 0.0, 0.0, 0.0, -scale, 0.0, 0.0, scale, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0}; // by columns
}

/** A chunk of GLB, filled up to whole words. */
std::string
Chunk(const char * type, std::string content, char filling)
{
  content.resize((content.size() + 3) / 4 * 4, filling);
  std::string chunk;
  Append(chunk, static_cast<std::uint32_t>(content.size()));
  chunk.append(type, 4);
  return chunk + content;
}

/** What a scene is in both kinds of files. */
struct Scene
{
  Json document; ///< whose only buffer is that of the bytes
  std::string bytes;
};

Scene
SceneOf(const SurfaceFile & file)
{
  Buffer buffer;
  Json document{
      {"asset", {{"version", "2.0"}, {"generator", "Voxtome"}, {"extras", {{"SPACE", file.space}, {"UNIT", "mm"}}}}},
      {"scene", 0}};
  Json nodes = Json::array();
  Json meshes = Json::array();
  Json materials = Json::array();
  Json children = Json::array();
  for (const Surface & surface : file.surfaces)
  {
    if (surface.triangles.empty())
    {
      continue;
    }
    const std::size_t positions = PutPoints(buffer, surface.points, true);
    const std::size_t normals = PutPoints(buffer, PointNormals(surface), false);
    const std::size_t indices = PutTriangles(buffer, surface);
    const Json primitive{{"attributes", {{"POSITION", positions}, {"NORMAL", normals}}},
                         {"indices", indices},
                         {"material", materials.size()}};
    materials.push_back(Material(surface));
    children.push_back(nodes.size() + 1);
    nodes.push_back({{"name", surface.name}, {"mesh", meshes.size()}});
    meshes.push_back({{"name", surface.name}, {"primitives", Json::array({primitive})}});
  }
  nodes.insert(nodes.begin(), Json{{"name", file.space + ", mm"}, {"matrix", ToMetres()}, {"children", children}});
  document["scenes"] = Json::array({{{"nodes", Json::array({0})}}});
  document["nodes"] = nodes;
  document["meshes"] = meshes;
  document["materials"] = materials;
  buffer.Describe(document);
  return {std::move(document), std::move(buffer.bytes)};
}

} // namespace

void
WriteGlb(const std::filesystem::path & path, const SurfaceFile & file)
{
  const auto [document, bytes] = SceneOf(file);
  const std::string content = Chunk("JSON", document.dump(), ' ') + Chunk("BIN\0", bytes, '\0');
  std::string glb = "glTF";
  Append(glb, std::uint32_t{2});
  Append(glb, static_cast<std::uint32_t>(content.size() + 12));
  WriteTextFile(path, glb + content);
}

void
WriteGltf(const std::filesystem::path & path, const SurfaceFile & file)
{
  auto [document, bytes] = SceneOf(file);
  document["buffers"][0]["uri"] = "data:application/octet-stream;base64," + Base64(bytes);
  WriteTextFile(path, document.dump(2) + "\n");
}

} // namespace vox
