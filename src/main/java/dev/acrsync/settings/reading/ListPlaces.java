package dev.acrsync.settings.reading;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Knows where lists are written. Spring Boot takes a list from one place alone, the one
 * that wins, and merges none.
 */
final class ListPlaces {

	private final Environment environment;

	ListPlaces(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Says what is wrong with the list that an entry is of which was not taken, if that
	 * is what is wrong.
	 */
	Optional<SettingsProblem> problem(ConfigurationProperty entry) {
		ConfigurationPropertyName name = entry.getName();
		List<ConfigurationPropertyName> elements = IntStream.range(0, name.getNumberOfElements())
			.filter(name::isNumericIndex)
			.mapToObj((it) -> name.chop(it + 1))
			.toList();
		Optional<ConfigurationPropertyName> gap = elements.stream().filter((it) -> isAfterGap(entry, it)).findFirst();
		return elements.stream()
			.flatMap((it) -> severalPlaces(entry, it.getParent(), gap.isPresent()).stream())
			.findFirst()
			.or(() -> gap.map((it) -> new SettingsProblem(it + " (" + entry.getOrigin() + ")",
					"its list has no entry before it in the same place",
					"Count the entries from [0] on, without a gap")));
	}

	private Optional<SettingsProblem> severalPlaces(ConfigurationProperty entry, ConfigurationPropertyName list,
			boolean gap) {
		List<ConfigurationProperty> places = StreamSupport
			.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.flatMap((source) -> first(source, list).stream())
			.toList();
		if (places.size() < 2 || (!gap && isIn(places.getFirst(), entry))) {
			return Optional.empty();
		}
		return Optional.of(new SettingsProblem(key(list, places),
				"this list is given in more than one place, and lists are not merged: the one that begins with "
						+ places.getFirst().getOrigin() + " replaces the whole one that begins with "
						+ String.join(", and that with ",
								places.stream().skip(1).map((it) -> String.valueOf(it.getOrigin())).toList()),
				"Write the whole list in one of these places, and nothing of it in the other"));
	}

	private static boolean isAfterGap(ConfigurationProperty entry, ConfigurationPropertyName element) {
		int index = Integer.parseInt(element.getLastElement(ConfigurationPropertyName.Form.UNIFORM));
		ConfigurationPropertyName before = element.getParent().append("[" + Math.max(0, index - 1) + "]");
		return index > 0 && entry.getSource() != null && first(entry.getSource(), before).isEmpty();
	}

	/** A variable's name has no dashes: another place may have them. */
	private static String key(ConfigurationPropertyName list, List<ConfigurationProperty> places) {
		return places.stream()
			.map((it) -> it.getName().chop(list.getNumberOfElements()).toString())
			.max(Comparator.comparingInt(String::length))
			.orElseGet(list::toString)
			.replaceFirst("^acrsync", "acr-sync");
	}

	private static boolean isIn(ConfigurationProperty place, ConfigurationProperty entry) {
		return place.getSource() != null && entry.getSource() != null
				&& place.getSource().getUnderlyingSource() == entry.getSource().getUnderlyingSource();
	}

	private static Optional<ConfigurationProperty> first(ConfigurationPropertySource source,
			ConfigurationPropertyName ancestor) {
		return (source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream()
			.filter((it) -> ancestor.equals(it) || ancestor.isAncestorOf(it))
			.findFirst()
			.map(iterable::getConfigurationProperty) : Optional.empty();
	}

}
