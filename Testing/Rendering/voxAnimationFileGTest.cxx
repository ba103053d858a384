// SPDX-License-Identifier: Apache-2.0
#include "voxAnimationFile.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace vox::testing
{
namespace
{

Picture
Plain(std::uint8_t red)
{
  Picture picture(5, 3);
  std::ranges::fill(picture.pixels, std::uint8_t{7});
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3)
  {
    picture.pixels[i] = red;
  }
  return picture;
}

std::uint32_t
NumberAt(const std::string & bytes, std::size_t at)
{
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
  {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

/** Types and contents of the chunks, whose checksums must be right. */
std::vector<std::pair<std::string, std::string>>
ChunksOf(const std::string & png)
{
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::vector<std::pair<std::string, std::string>> chunks;
  for (std::size_t at = 8; at < png.size();)
  {
    const std::size_t size = NumberAt(png, at);
    chunks.emplace_back(png.substr(at + 4, 4), png.substr(at + 8, size));
    EXPECT_EQ(NumberAt(png, at + 8 + size), ::crc32(0, reinterpret_cast<const Bytef *>(&png[at + 4]), size + 4));
    at += size + 12;
  }
  return chunks;
}

TEST(AnimationFile, HoldsAllPicturesAndTheirTimes)
{
  const TemporaryFolder folder;
  AnimationFile file(folder / "a.png", 12);
  for (const std::uint8_t red : {10, 20, 30})
  {
    file.Add(Plain(red));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "a.png"));
  file.Commit();
  const auto chunks = ChunksOf(ReadTextFile(folder / "a.png"));
  std::string types;
  std::uint32_t sequence = 0;
  std::vector<int> reds;
  for (const auto & [type, content] : chunks)
  {
    types += type + " ";
    if (type == "fcTL" || type == "fdAT")
    {
      EXPECT_EQ(NumberAt(content, 0), sequence++);
    }
    if (type == "fcTL")
    {
      EXPECT_EQ(NumberAt(content, 4), 5u);
      EXPECT_EQ(NumberAt(content, 8), 3u);
      EXPECT_EQ(NumberAt(content, 20), 1u << 16U | 12u) << "a twelfth of a second";
    }
    if (type == "IDAT" || type == "fdAT")
    {
      const std::string packed = type == "IDAT" ? content : content.substr(4);
      std::string rows(3 * 16, '\0');
      uLongf size = rows.size();
      ASSERT_EQ(::uncompress(reinterpret_cast<Bytef *>(rows.data()), &size,
                             reinterpret_cast<const Bytef *>(packed.data()), packed.size()),
                Z_OK);
      ASSERT_EQ(size, rows.size());
      EXPECT_EQ(rows[16], 1) << "each row begins with its filter";
      reds.push_back(static_cast<unsigned char>(rows[1]));
      EXPECT_EQ(rows[4], 0) << "the second pixel is like the first";
    }
  }
  EXPECT_EQ(types, "IHDR acTL fcTL IDAT fcTL fdAT fcTL fdAT IEND ");
  EXPECT_EQ(reds, (std::vector<int>{10, 20, 30}));
  EXPECT_EQ(NumberAt(chunks[1].second, 0), 3u);
}

TEST(AnimationFile, RefusesAFolderThatIsNotThere)
{
  const TemporaryFolder folder;
  AnimationFile file(folder / "no" / "a.png", 12);
  file.Add(Plain(1));
  VOX_EXPECT_ERROR(file.Commit(), ErrorKind::BadInput, "no");
}

} // namespace
} // namespace vox::testing
