// SPDX-License-Identifier: Apache-2.0
#include "voxWriteSurfaces.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxJson.h"
#include "voxTemporaryFolder.h"

#include <vtkNew.h>
#include <vtkOBJReader.h>
#include <vtkPLYReader.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkSTLReader.h>
#include <vtkXMLPolyDataReader.h>

#include <gmock/gmock.h>

#include <array>
#include <cstring>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;

/** Two tetrahedra of different sizes and colors; the first with values. */
std::vector<Surface>
TwoSurfaces()
{
  Surface first{"left kidney", {255, 0, 0}, {{10, 20, 30}, {11, 20, 30}, {10, 21, 30}, {10, 20, 31}}, {}, {1, 2, 3, 4}};
  first.triangles = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  Surface second = first;
  second.name = "liver";
  second.color = {0, 128, 255};
  second.values.clear();
  for (Vector3 & point : second.points)
  {
    point[0] -= 100.0;
  }
  return {first, second};
}

class WriteSurfacesFile : public ::testing::TestWithParam<const char *>
{
protected:
  [[nodiscard]] std::filesystem::path
  Path() const
  {
    return m_Folder / (std::string("a") + GetParam());
  }
  /** Read by VTK. */
  [[nodiscard]] vtkSmartPointer<vtkPolyData>
  Read() const
  {
    const std::string ending = GetParam();
    const auto read = [&](auto reader) {
      reader->SetFileName(Path().c_str());
      reader->Update();
      return vtkSmartPointer<vtkPolyData>(reader->GetOutput());
    };
    return ending == ".stl"   ? read(vtkSmartPointer<vtkSTLReader>::New())
           : ending == ".ply" ? read(vtkSmartPointer<vtkPLYReader>::New())
           : ending == ".obj" ? read(vtkSmartPointer<vtkOBJReader>::New())
                              : read(vtkSmartPointer<vtkXMLPolyDataReader>::New());
  }

  TemporaryFolder m_Folder;
};

TEST_P(WriteSurfacesFile, HoldsTheTrianglesInTheSpaceThatItNames)
{
  for (const SurfaceSpace space : {SurfaceSpace::Lps, SurfaceSpace::Ras})
  {
    WriteSurfaces(Path(), TwoSurfaces(), space);
    const vtkSmartPointer<vtkPolyData> read = Read();
    EXPECT_EQ(read->GetNumberOfPolys(), 8);
    std::array<double, 6> bounds{};
    read->GetBounds(bounds.data());
    const std::array<double, 6> expected = space == SurfaceSpace::Lps
                                               ? std::array<double, 6>{-90, 11, 20, 21, 30, 31}
                                               : std::array<double, 6>{-11, 90, -21, -20, 30, 31};
    for (std::size_t i = 0; i < 6; ++i)
    {
      EXPECT_NEAR(bounds[i], expected[i], 1e-5);
    }
    const std::string content = ReadTextFile(Path());
    const bool isXml = std::string_view(GetParam()) == ".vtp";
    EXPECT_THAT(content, HasSubstr(isXml ? "SPACE" : space == SurfaceSpace::Lps ? "SPACE=LPS" : "SPACE=RAS"));
  }
}

INSTANTIATE_TEST_SUITE_P(Endings, WriteSurfacesFile, ::testing::Values(".stl", ".ply", ".obj", ".vtp"),
                         [](const auto & ending) { return ending.param + 1; });

TEST(WriteSurfaces, PlyAndVtpHoldColorsAndValues)
{
  const TemporaryFolder folder;
  WriteSurfaces(folder / "a.vtp", TwoSurfaces(), SurfaceSpace::Lps, "distance_mm");
  vtkNew<vtkXMLPolyDataReader> reader;
  reader->SetFileName((folder / "a.vtp").c_str());
  reader->Update();
  vtkPointData & data = *reader->GetOutput()->GetPointData();
  ASSERT_NE(data.GetArray("distance_mm"), nullptr);
  EXPECT_EQ(data.GetArray("distance_mm")->GetTuple1(3), 4.0);
  EXPECT_EQ(data.GetArray("structure")->GetTuple1(4), 2.0);
  EXPECT_EQ(data.GetArray("color")->GetComponent(7, 1), 128.0);
  WriteSurfaces(folder / "a.ply", TwoSurfaces(), SurfaceSpace::Lps);
  EXPECT_THAT(ReadTextFile(folder / "a.ply"), HasSubstr("property uchar red"));
}

TEST(WriteSurfaces, ObjNamesStructuresAndMaterials)
{
  const TemporaryFolder folder;
  WriteSurfaces(folder / "a.obj", TwoSurfaces(), SurfaceSpace::Lps);
  EXPECT_THAT(ReadTextFile(folder / "a.obj"),
              HasSubstr("mtllib a.mtl\no left_kidney\nusemtl left_kidney_1\nv 10 20 30"));
  EXPECT_THAT(ReadTextFile(folder / "a.mtl"), HasSubstr("newmtl liver_2\nKd 0.0000 0.5020 1.0000\n"));
}

TEST(WriteSurfaces, ObjFindsItsMaterialsAndLeavesThoseOfOthers)
{
  const TemporaryFolder folder;
  WriteSurfaces(folder / "left lung.obj", TwoSurfaces(), SurfaceSpace::Lps);
  EXPECT_THAT(ReadTextFile(folder / "left lung.obj"), HasSubstr("mtllib left_lung.mtl\n"));
  EXPECT_TRUE(std::filesystem::exists(folder / "left_lung.mtl"));
  WriteSurfaces(folder / "left lung.obj", TwoSurfaces(), SurfaceSpace::Lps); // its own may be written anew
  WriteTextFile(folder / "b.mtl", "newmtl chrome\n");
  VOX_EXPECT_ERROR(WriteSurfaces(folder / "b.obj", TwoSurfaces(), SurfaceSpace::Lps), ErrorKind::BadInput,
                   "b.mtl: found a file that Voxtome has not written");
  EXPECT_EQ(ReadTextFile(folder / "b.mtl"), "newmtl chrome\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "b.obj"));
}

TEST(WriteSurfaces, GlbHoldsWhatItsAccessorsSay)
{
  const TemporaryFolder folder;
  WriteSurfaces(folder / "a.glb", TwoSurfaces(), SurfaceSpace::Lps);
  const std::string glb = ReadTextFile(folder / "a.glb");
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, glb.data() + at, 4);
    return value;
  };
  ASSERT_EQ(glb.substr(0, 4), "glTF");
  EXPECT_EQ(number(4), 2u);
  EXPECT_EQ(number(8), glb.size());
  const std::size_t length = number(12);
  EXPECT_EQ(glb.substr(16, 4), "JSON");
  const Json document = ParseJson(glb.substr(20, length), "a.glb");
  EXPECT_EQ(length % 4, 0u);
  const std::size_t data = 20 + length + 8;
  EXPECT_EQ(glb.substr(20 + length + 4, 4), std::string("BIN\0", 4));
  EXPECT_EQ(number(20 + length), glb.size() - data);
  EXPECT_EQ(document["asset"]["extras"]["SPACE"], "LPS");
  ASSERT_EQ(document["meshes"].size(), 2u);
  EXPECT_EQ(document["nodes"][2]["name"], "liver");
  const Json & primitive = document["meshes"][1]["primitives"][0];
  const Json & positions = document["accessors"][primitive["attributes"]["POSITION"].get<std::size_t>()];
  EXPECT_EQ(positions["min"], Json({-90.0, 20.0, 30.0}));
  EXPECT_EQ(positions["count"], 4);
  const Json & indices = document["accessors"][primitive["indices"].get<std::size_t>()];
  const Json & view = document["bufferViews"][indices["bufferView"].get<std::size_t>()];
  EXPECT_EQ(number(data + view["byteOffset"].get<std::size_t>() + 4), 2u) << "the second corner of the first triangle";
}

/** The bytes of base64, by a way of its own: numbers of 6 bits, one after the other. */
std::string
FromBase64(const std::string & text)
{
  static const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char letter : text.substr(0, text.find('=')))
  {
    bits = bits << 6 | static_cast<unsigned>(letters.find(letter));
    count += 6;
    if (count >= 8)
    {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFFU);
    }
  }
  return bytes;
}

TEST(WriteSurfaces, GltfHoldsMillimetresOfItsSpaceInOneTextFile)
{
  const TemporaryFolder folder;
  WriteSurfaces(folder / "a.gltf", TwoSurfaces(), SurfaceSpace::Ras);
  const Json document = ParseJson(ReadTextFile(folder / "a.gltf"), "a.gltf");
  EXPECT_EQ(document["asset"]["version"], "2.0");
  EXPECT_EQ(document["asset"]["extras"], Json({{"SPACE", "RAS"}, {"UNIT", "mm"}}));
  EXPECT_EQ(document["nodes"][0]["name"], "RAS, mm");
  EXPECT_EQ(document["nodes"][0]["matrix"][0], 0.001) << "the scene is in metres";
  EXPECT_EQ(document["nodes"][1]["name"], "left kidney");
  ASSERT_EQ(document["buffers"].size(), 1u);
  const std::string uri = document["buffers"][0]["uri"];
  const std::string head = "data:application/octet-stream;base64,";
  ASSERT_EQ(uri.substr(0, head.size()), head);
  const std::string bytes = FromBase64(uri.substr(head.size()));
  ASSERT_EQ(document["buffers"][0]["byteLength"], bytes.size());
  const Json & primitive = document["meshes"][0]["primitives"][0];
  const Json & accessor = document["accessors"][primitive["attributes"]["POSITION"].get<std::size_t>()];
  const Json & view = document["bufferViews"][accessor["bufferView"].get<std::size_t>()];
  std::array<float, 6> firstTwo{};
  std::memcpy(firstTwo.data(), bytes.data() + view["byteOffset"].get<std::size_t>(), sizeof(firstTwo));
  EXPECT_EQ(firstTwo, (std::array<float, 6>{-10, -20, 30, -11, -20, 30}));
}

TEST(WriteSurfaces, RefusesWhatItCannotWrite)
{
  const TemporaryFolder folder;
  VOX_EXPECT_ERROR(WriteSurfaces(folder / "a.fbx", TwoSurfaces(), SurfaceSpace::Lps), ErrorKind::BadInput,
                   "expected one of .glb .gltf .obj .ply .stl .vtp");
  VOX_EXPECT_ERROR(WriteSurfaces(folder / "a.stl", {}, SurfaceSpace::Lps), ErrorKind::BadInput, "found no surface");
  for (const std::string & ending : SurfaceEndings())
  {
    VOX_EXPECT_ERROR(WriteSurfaces(folder / "missing" / ("a" + ending), TwoSurfaces(), SurfaceSpace::Lps),
                     ErrorKind::BadInput, "missing");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.Path()));
}

} // namespace
} // namespace vox::testing
