package dev.acrsync.benchmark;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How soon all could be there at the soonest, by arithmetic: each import is one of
 * Resource Manager's writes, 200 at once and ten more each second, and the longest copies
 * are begun first.
 *
 * @param image when the last image is there
 * @param signature when the last signature is there, if all are known at once, as by one
 * listing of each repository's manifests, and are copied after the images
 * @param listed the same, if each image's referrers have to be listed, and no faster than
 * the registry allows
 */
record DrainLimit(Duration image, Duration signature, Duration listed) {

	private static final int AT_ONCE = 200;

	private static final int A_SECOND = 10;

	static DrainLimit of(DrainStage stage) {
		List<VendorImage> images = stage.images();
		List<String> signatures = images.stream().map(VendorImage::signatureSource).flatMap(Optional::stream).toList();
		Duration listed = Duration.ofMinutes((images.size() - 1) / DrainStage.QUOTA.referrers())
			.plus(DrainStage.COPIES.least());
		Duration signature = last(signatures, images.size());
		return new DrainLimit(last(images.stream().map(VendorImage::source).toList(), 0), signature,
				(signature.compareTo(listed) > 0) ? signature : listed);
	}

	private static Duration last(List<String> sources, int before) {
		List<Duration> copies = sources.stream().map(DrainStage.COPIES::of).sorted(Comparator.reverseOrder()).toList();
		return IntStream.range(0, copies.size())
			.mapToObj((i) -> begun(before + i).plus(copies.get(i)))
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	/** The bucket is filled up once a second. */
	private static Duration begun(int number) {
		return Duration.ofSeconds(Math.max(0, Math.ceilDiv(number + 1 - AT_ONCE, A_SECOND)));
	}

}
