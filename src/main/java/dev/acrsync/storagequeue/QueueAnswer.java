package dev.acrsync.storagequeue;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the XML that a queue answers with, item by item: flat lists of short texts, and
 * nothing that refers to anything else.
 */
final class QueueAnswer {

	private static final int MOST_ITEMS = 32;

	private static final int MOST_TEXT = 128 * 1024;

	private static final int MOST_DEPTH = 8;

	private static final XMLInputFactory FACTORY = factory();

	private QueueAnswer() {
	}

	private static XMLInputFactory factory() {
		XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
		factory.setProperty(XMLInputFactory.IS_COALESCING, false);
		factory.setXMLResolver((_, _, _, _) -> InputStream.nullInputStream());
		return factory;
	}

	/**
	 * Reads messages.
	 * @throws IOException if it is no list of them
	 */
	static List<QueueMessage> messages(InputStream body) throws IOException {
		List<QueueMessage> messages = new ArrayList<>();
		for (Map<String, String> item : items(body, "QueueMessagesList", "QueueMessage")) {
			messages.add(message(item));
		}
		return messages;
	}

	private static QueueMessage message(Map<String, String> item) throws IOException {
		try {
			return new QueueMessage(text(item, "MessageId"),
					Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text(item, "InsertionTime"))),
					item.getOrDefault("PopReceipt", ""), Integer.parseInt(text(item, "DequeueCount").strip()),
					text(item, "MessageText"));
		}
		catch (DateTimeException | NumberFormatException ex) {
			throw new IOException("a message has a broken time or number", ex);
		}
	}

	private static String text(Map<String, String> item, String name) throws IOException {
		String text = item.get(name);
		if (text == null) {
			throw new IOException("a message has no '" + name + "'");
		}
		return text;
	}

	/**
	 * Reads the children of each element of a name.
	 */
	private static List<Map<String, String>> items(InputStream body, String list, String name) throws IOException {
		try {
			XMLStreamReader reader = FACTORY.createXMLStreamReader(body);
			List<Map<String, String>> items = new ArrayList<>();
			Map<String, String> item = new HashMap<>();
			StringBuilder text = new StringBuilder();
			int depth = 0;
			while (reader.hasNext()) {
				switch (reader.next()) {
					case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
						throw new IOException("its XML refers to something else");
					case XMLStreamConstants.START_ELEMENT -> {
						depth++;
						if (depth > MOST_DEPTH || (depth == 1 && !reader.getLocalName().equals(list))) {
							throw new IOException("it is no '" + list + "'");
						}
						text.setLength(0);
					}
					case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
						text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
						if (text.length() > MOST_TEXT) {
							throw new IOException("a message is too long");
						}
					}
					case XMLStreamConstants.END_ELEMENT -> {
						if (depth == 3) {
							item.put(reader.getLocalName(), text.toString());
						}
						if (depth == 2 && reader.getLocalName().equals(name)) {
							items.add(item);
							item = new HashMap<>();
						}
						depth--;
						if (items.size() > MOST_ITEMS) {
							throw new IOException("it has more messages than were asked for");
						}
					}
					default -> {
					}
				}
			}
			return items;
		}
		catch (XMLStreamException ex) {
			if (ex.getNestedException() instanceof IOException unread) {
				throw unread;
			}
			throw new IOException("it is no XML, or refers to something else", ex);
		}
	}

}
