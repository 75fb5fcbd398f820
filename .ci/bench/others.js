// What .ci/bench-xlsx asks of the libraries of the npm registry: node others.js LIBRARY FILE ROWS reads all rows of the
// first tab, writes three columns beside every row, saves the file, and prints the time that this took, in nanoseconds,
// and the most memory, in bytes.
const [library, file, count] = process.argv.slice(2);
const rows = Number(count);
const warnings = ['Vốn bố trí chưa đủ so với tổng mức đầu tư', 'Chậm tiến độ so với quyết định', 'Thiếu ngày hoàn thành'];
const three = (i) => [warnings[i % 3], (i * 37) % 90000, i % 400];

async function exceljs(lib) {
  const book = new lib.Workbook();
  await book.xlsx.readFile(file);
  const tab = book.worksheets[0];
  let seen = 0;
  tab.eachRow((row) => row.eachCell((cell) => { if (cell.value !== null) seen++; }));
  for (let i = 0; i < rows; i++) three(i).forEach((v, k) => { tab.getCell(i + 4, 21 + k).value = v; });
  await book.xlsx.writeFile(file);
  return seen;
}

function xlsx(lib) {
  const book = lib.readFile(file, { cellStyles: true, cellNF: true });
  const tab = book.Sheets[book.SheetNames[0]];
  const seen = lib.utils.sheet_to_json(tab, { header: 1, raw: true }).length;
  lib.utils.sheet_add_aoa(tab, Array.from({ length: rows }, (_, i) => three(i)), { origin: 'U4' });
  lib.writeFile(book, file, { compression: true });
  return seen;
}

const lib = require(library);
const start = process.hrtime.bigint();
const cpu = process.cpuUsage();
Promise.resolve({ exceljs, xlsx }[library](lib)).then((seen) => {
  if (!seen) throw new Error('no cell was read');
  const wall = Number(process.hrtime.bigint() - start);
  const used = process.cpuUsage(cpu);
  const peak = Number(/VmHWM:\s*(\d+)/.exec(require('fs').readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  console.log(JSON.stringify({ Wall: wall, CPU: (used.user + used.system) * 1000, Peak: peak }));
}).catch((err) => { console.error(err); process.exit(1); });
