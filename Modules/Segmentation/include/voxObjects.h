// SPDX-License-Identifier: Apache-2.0
#ifndef voxObjects_h
#define voxObjects_h

#include "voxObjectConnectivity.h"
#include "voxVolume.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Which connected components of a label map are objects. */
struct ObjectOptions
{
  ObjectConnectivity connectivity = ObjectConnectivity::Full;
  double minimumSize = 0.0; ///< in the unit of SegmentedObject::size; an object of exactly this size stays
};

template <typename TVisitor>
void
VisitFields(ObjectOptions & o, TVisitor && visit)
{
  visit("connectivity", o.connectivity, "neighbors of a voxel: full (26, 8 in 2D) or face (6, 4 in 2D)");
  visit("minimum_size", o.minimumSize, "smaller components are no objects, in mm3; in mm2 for 2D images");
}

/** Throws Error(Usage). */
void Validate(const ObjectOptions & options);

/** One connected component of the voxels of one label. */
struct SegmentedObject
{
  std::int64_t number = 0; ///< its value in the map of objects
  std::int64_t label = 0;  ///< its value in the label map
  std::int64_t voxels = 0;
  double size = 0.0;           ///< mm3, or mm2 in the plane where D = 1
  Zyx<double> centroidVoxel{}; ///< mean index
  Vector3 centroidLps{};       ///< mean of the voxel centers in the world, mm
  Box box;
};

struct ObjectMap
{
  Volume labels; ///< int32 [1, D, H, W]: numbers of the objects, 0 elsewhere
  std::vector<SegmentedObject> objects;
};

/** The objects of a label map int32 [1, D, H, W], numbered 1, 2, ... by decreasing number of voxels; of equal ones the
 * lower label comes first, then the one that is first in memory. Touching voxels of different labels belong to
 * different objects. A map of background has none. Throws Error(BadInput) for another shape and for labels below 0. */
[[nodiscard]] ObjectMap FindObjects(const Volume & labels, const ObjectOptions & options = {});

/** The label map without the voxels that belong to no object. */
[[nodiscard]] Volume KeepObjects(const Volume & labels, const ObjectMap & map);

/** label x offset + number of the object where there is one, else 0: both maps in one, as in panoptic data sets; taken
 * apart by division and remainder. The objects must be those of `labels`. Throws Error(BadInput) unless every number is
 * below the offset and the largest value fits int32. Source: Kirillov et al. 2019, DOI 10.1109/CVPR.2019.00963. */
[[nodiscard]] Volume PanopticMap(const Volume & labels, const ObjectMap & map, std::int64_t offset = 1000);

} // namespace vox

#endif
