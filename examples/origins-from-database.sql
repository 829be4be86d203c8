-- The table of origins-from-database.js, with one origin: as browsers send it, in lower case and without a slash at the end.
CREATE TABLE origins (origin text PRIMARY KEY);
INSERT INTO origins VALUES ('https://editor.openeo.org');
