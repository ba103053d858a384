// SPDX-License-Identifier: Apache-2.0
#ifndef voxOptionChecks_h
#define voxOptionChecks_h

#include "voxZyx.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vox
{

/** What options of networks are asked for. Each throws Error(BadModel): `where`, the name of the field, what was found
 * and what was expected. */
void RequireShape(int dimensions, std::int64_t inputChannels, std::int64_t outputChannels, const char * where);

void RequireLength(std::size_t found, std::size_t expected, const char * name, const char * where);
void RequireAtLeast(std::int64_t value, std::int64_t least, const char * name, const char * where);
/** 1 or more. */
void RequirePositive(std::int64_t value, const char * name, const char * where);
void RequireAllPositive(const std::vector<std::int64_t> & values, const char * name, const char * where);
/** Channels of the levels of a U-Net, as the field `features`. */
void RequireLevels(const std::vector<std::int64_t> & features, std::size_t fewest, const char * where);

void RequireMultiple(std::int64_t value, std::int64_t divisor, const char * name, const char * where);
/** The same of a number that another field gives. */
void RequireMultiple(std::int64_t value, std::int64_t divisor, const char * name, const char * divisorName,
                     const char * where);

/** Odd, in the axes that the network has. */
void RequireOdd(const Zyx<std::int64_t> & value, int dimensions, const char * name, const char * where);
/** 1 to `largest`, in the axes that the network has. */
void RequireStride(const Zyx<std::int64_t> & value, int dimensions, std::int64_t largest, const char * where);

/** Above 0. */
void RequirePositiveNumber(double value, const char * name, const char * where);
/** 0 or more and below 1. */
void RequireProbability(double value, const char * name, const char * where);
/** Of a leaky ReLU: 0 to 1. */
void RequireSlope(double value, const char * name, const char * where);

/** The three fields that the options of all networks begin with. */
template <typename TOptions>
void
RequireImages(const TOptions & options, const char * where)
{
  RequireShape(options.dimensions, options.inputChannels, options.outputChannels, where);
}

} // namespace vox

#endif
