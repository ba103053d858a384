// SPDX-License-Identifier: Apache-2.0
// Maps of cv2.getAffineTransform, OpenCV 4.10.0, for the points of an affine jitter of 9 x 11 and 16 x 13 pixels.
#include "voxAffineMap.h"

#include "voxExpectError.h"

#include <gtest/gtest.h>

namespace
{

using vox::kernels::AffineMap;
using vox::kernels::AffineMapOf;
using vox::kernels::PlanePoint;

struct Expected
{
  std::array<PlanePoint, 3> from;
  std::array<PlanePoint, 3> to;
  AffineMap map;
};

class AffineMaps : public ::testing::TestWithParam<Expected>
{};

void
ExpectNear(const AffineMap & found, const AffineMap & expected, double tolerance)
{
  for (std::size_t row = 0; row < 2; ++row)
  {
    for (std::size_t column = 0; column < 3; ++column)
    {
      EXPECT_NEAR(found.m[row][column], expected.m[row][column], tolerance) << row << ", " << column;
    }
  }
}

} // namespace

TEST_P(AffineMaps, OfThreePointsAreThoseOfOpenCv)
{
  ExpectNear(AffineMapOf(GetParam().from, GetParam().to), GetParam().map, 1e-9);
}

TEST_P(AffineMaps, HaveAWayBack)
{
  const AffineMap back = Inverse(GetParam().map);
  ExpectNear(back, AffineMapOf(GetParam().to, GetParam().from), 1e-9);
  const PlanePoint there = GetParam().map({3.5, -2.0});
  EXPECT_NEAR(back(there).x, 3.5, 1e-12);
  EXPECT_NEAR(back(there).y, -2.0, 1e-12);
}

INSTANTIATE_TEST_SUITE_P(
    OpenCv, AffineMaps,
    ::testing::Values(Expected{{{{8.0, 7.0}, {8.0, 1.0}, {2.0, 1.0}}},
                               {{{6.813663005828857, 7.7837724685668945},
                                 {7.827545642852783, 1.6257025003433228},
                                 {3.3383705615997314, 1.1077884435653687}}},
                               {{{{0.7481958468755088, -0.16898043950398764, 2.0109593073527017},
                                  {0.08631900946299234, 1.0263449947039287, -0.09119457006454468}}}}},
                      Expected{{{{7.0, 8.0}, {7.0, 2.0}, {1.0, 2.0}}},
                               {{{7.003137111663818, 6.801743030548096},
                                 {6.351629257202148, 1.9996709823608398},
                                 {1.501844048500061, 2.8504693508148193}}},
                               {{{{0.8082975347836812, 0.10858464241027832, 0.47637722889582335},
                                  {-0.14179972807566324, 0.8003453413645426, 1.3915783961613972}}}}},
                      Expected{{{{10.0, 12.0}, {10.0, 4.0}, {2.0, 4.0}}},
                               {{{9.547575950622559, 10.350558280944824},
                                 {9.194952964782715, 5.556455612182617},
                                 {0.9108643531799316, 3.818071126937866}}},
                               {{{{1.035511076450348, 0.04407787322998047, -1.3364692926406858},
                                  {0.21729806065559393, 0.5992628335952759, 0.9864236712455745}}}}},
                      Expected{{{{12.0, 10.0}, {12.0, 2.0}, {4.0, 2.0}}},
                               {{{13.638583183288574, 8.19461727142334},
                                 {12.382085800170898, 3.7104921340942383},
                                 {2.9751508235931396, 2.1842617988586426}}},
                               {{{{1.1758668720722198, 0.15706217288970947, -2.0424410104751582},
                                  {0.19077879190444946, 0.5605156421661377, 0.30011534690856917}}}}}));

TEST(AffineMap, IsTheIdentityUnlessSaid)
{
  EXPECT_EQ(AffineMap{}({4.0, -7.0}), (PlanePoint{4.0, -7.0}));
}

TEST(AffineMap, OfPointsOnOneLineIsRefused)
{
  const std::array<PlanePoint, 3> line{{{0.0, 1.0}, {0.1, 1.3}, {0.2, 1.6}}};
  const std::array<PlanePoint, 3> corner{{{0.0, 0.0}, {1.0, 0.0}, {0.0, 1.0}}};
  VOX_EXPECT_ERROR((void)AffineMapOf(line, corner), vox::ErrorKind::Internal, "expected three not on one line");
  const std::array<PlanePoint, 3> twice{{{1.0, 1.0}, {1.0, 1.0}, {0.0, 1.0}}};
  VOX_EXPECT_ERROR((void)AffineMapOf(twice, corner), vox::ErrorKind::Internal, "expected three not on one line");
  VOX_EXPECT_ERROR((void)Inverse(AffineMapOf(corner, line)), vox::ErrorKind::Internal,
                   "expected one that can be undone");
}
