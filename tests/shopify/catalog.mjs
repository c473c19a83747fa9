// The world that stores are made of: names, places, taxes, goods. All
// invented, apart from places and their tax rates.

export const FIRST = ["Ada", "Aiko", "Alma", "Amir", "Anna", "Ben", "Bruno",
	"Carla", "Chloé", "Daan", "Diego", "Elif", "Emma", "Femke", "Finn",
	"Grace", "Hana", "Hugo", "Ines", "Ivan", "Jack", "Jana", "Joon", "Kai",
	"Lars", "Lea", "Liam", "Lina", "Luca", "Maja", "Marta", "Mei", "Mila",
	"Noah", "Nora", "Olga", "Omar", "Paul", "Priya", "Rosa", "Sam", "Sara",
	"Sven", "Tara", "Theo", "Uma", "Vera", "Yuki", "Zoë", "Åsa"];
export const LAST = ["Adler", "Andersson", "Baker", "Bauer", "Blanc",
	"Carter", "Chen", "Costa", "Cruz", "Dubois", "Evans", "Fischer",
	"Garcia", "Gray", "Hansen", "Hill", "Horváth", "Ito", "Jansen",
	"Jones", "Kaya", "Kim", "Klein", "Kowalski", "Lang", "Lee", "Lopez",
	"Marsh", "Meyer", "Moreau", "Müller", "Nguyen", "Nilsson", "Novak",
	"O'Brien", "Okafor", "Park", "Patel", "Quinn", "Reed", "Rossi",
	"Santos", "Sato", "Schmidt", "Silva", "Singh", "Smith", "Tanaka",
	"Weber", "Young"];

const vat = (rate, title) => [{ title, rate }];

/*
 * Where people live. Rates are of the shop's country when it sells at
 * home; abroad, EUROPE charges the buyer's rate, and nobody else any.
 */
export const PLACES = {
	US: { country: "United States", currency: "USD", places: [
		["New York", "New York", "NY", "10001", 40.71, -74.01, [
			{ title: "New York State Tax", rate: 0.04 },
			{ title: "New York City Tax", rate: 0.045 }]],
		["Los Angeles", "California", "CA", "90012", 34.05, -118.24, [
			{ title: "California State Tax", rate: 0.0725 },
			{ title: "Los Angeles County Tax", rate: 0.0225 }]],
		["Portland", "Oregon", "OR", "97204", 45.52, -122.68, []],
		["Austin", "Texas", "TX", "78701", 30.27, -97.74, [
			{ title: "Texas State Tax", rate: 0.0625 },
			{ title: "Austin City Tax", rate: 0.02 }]],
		["Chicago", "Illinois", "IL", "60601", 41.88, -87.63, [
			{ title: "Illinois State Tax", rate: 0.0625 }]]] },
	CA: { country: "Canada", currency: "CAD", places: [
		["Toronto", "Ontario", "ON", "M5V 2T6", 43.65, -79.38,
			vat(0.13, "HST")],
		["Montréal", "Quebec", "QC", "H2Y 1C6", 45.5, -73.57, [
			{ title: "GST", rate: 0.05 },
			{ title: "QST", rate: 0.09975 }]]] },
	GB: { country: "United Kingdom", currency: "GBP", places: [
		["London", "England", "ENG", "EC1A 1BB", 51.51, -0.13,
			vat(0.2, "GB VAT")]] },
	DE: { country: "Germany", currency: "EUR", places: [
		["Berlin", null, null, "10115", 52.52, 13.4,
			vat(0.19, "DE MwSt")],
		["Köln", null, null, "50667", 50.94, 6.96,
			vat(0.19, "DE MwSt")]] },
	FR: { country: "France", currency: "EUR", places: [
		["Lyon", null, null, "69001", 45.76, 4.84,
			vat(0.2, "FR TVA")]] },
	SE: { country: "Sweden", currency: "SEK", places: [
		["Göteborg", null, null, "411 03", 57.71, 11.97,
			vat(0.25, "SE Moms")]] },
	JP: { country: "Japan", currency: "JPY", places: [
		["Setagaya-ku", "Tōkyō", "JP-13", "154-0001", 35.65, 139.65,
			vat(0.1, "CT")]] },
	KW: { country: "Kuwait", currency: "KWD", places: [
		["Kuwait City", null, null, "13001", 29.38, 47.99, []]] },
	AU: { country: "Australia", currency: "AUD", places: [
		["Melbourne", "Victoria", "VIC", "3000", -37.81, 144.96,
			vat(0.1, "GST")]] },
	BR: { country: "Brazil", currency: "USD", places: [
		["Recife", "Pernambuco", "PE", "50010-000", -8.05, -34.9,
			vat(0.18, "ICMS")]] },
};
export const EUROPE = new Set(["DE", "FR", "SE"]);

export const KINDS = [["Shirts", "Shirt"], ["Jackets", "Jacket"],
	["Trousers", "Trousers"], ["Shoes", "Sneaker"], ["Bags", "Backpack"],
	["Hats", "Beanie"], ["Home", "Candle"], ["Kitchen", "Mug"],
	["Paper", "Notebook"], ["Care", "Soap"], ["Outdoor", "Bottle"],
	["Sport", "Yoga Mat"]];
export const STYLES = ["Alpine", "Amber", "Atlas", "Birch", "Canyon",
	"Cedar", "Coast", "Copper", "Dune", "Ember", "Fjord", "Harbor",
	"Indigo", "Juniper", "Linen", "Lunar", "Maple", "Marble", "Meadow",
	"Nordic", "Ocean", "Olive", "Pine", "Prairie", "Quartz", "River",
	"Saffron", "Slate", "Terra", "Willow"];
export const COLOURS = ["Black", "Blue", "Green", "Grey", "Red", "Sand",
	"White"];
export const SIZES = ["XS", "S", "M", "L", "XL"];
export const VENDORS = ["Field & Form", "Northbound", "Kiln Works",
	"Plain Goods", "Tidewater"];

/* [code, kind, value in percent or in tenths of a typical order] */
export const CODES = [["WELCOME10", "percentage", 10],
	["SUMMER15", "percentage", 15], ["VIP20", "percentage", 20],
	["SAVE5", "fixed_amount", 5], ["BLACKFRIDAY", "percentage", 30],
	["FREESHIP", "shipping", 100]];

export const CHANNELS = ["web", "web", "web", "web", "web", "web", "web",
	"pos", "pos", "shopify_draft_order", "instagram", "580111"];
