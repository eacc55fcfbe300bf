-- A shop's database for the mariadb trace: customers, articles, orders with lines, filled by sequences.
CREATE TABLE customer (
  id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(60) NOT NULL, city VARCHAR(40) NOT NULL, since DATE NOT NULL,
  notes TEXT, KEY (city, name));
CREATE TABLE article (
  id INT PRIMARY KEY AUTO_INCREMENT, title VARCHAR(80) NOT NULL, price DECIMAL(10, 2) NOT NULL, stock INT NOT NULL,
  properties JSON, FULLTEXT KEY (title));
CREATE TABLE purchase (
  id INT PRIMARY KEY AUTO_INCREMENT, customer INT NOT NULL, bought DATETIME NOT NULL,
  state ENUM ('new', 'paid', 'sent') NOT NULL, KEY (bought), FOREIGN KEY (customer) REFERENCES customer (id));
CREATE TABLE line (
  purchase INT NOT NULL, article INT NOT NULL, amount INT NOT NULL, price DECIMAL(10, 2) NOT NULL,
  PRIMARY KEY (purchase, article), FOREIGN KEY (purchase) REFERENCES purchase (id),
  FOREIGN KEY (article) REFERENCES article (id));
CREATE TABLE basket (session INT NOT NULL, article INT NOT NULL, amount INT NOT NULL, PRIMARY KEY (session, article));
INSERT INTO customer (name, city, since, notes)
  SELECT CONCAT('customer ', seq * 7919 % 1000), CONCAT('city ', seq % 37), '2020-01-01' + INTERVAL seq DAY,
    REPEAT('note ', seq % 50)
  FROM seq_1_to_400;
INSERT INTO article (title, price, stock, properties)
  SELECT CONCAT(ELT(1 + seq % 5, 'red', 'blue', 'plain', 'small', 'heavy'), ' ',
      ELT(1 + seq % 7, 'chair', 'table', 'lamp', 'cup', 'shelf', 'bed', 'door'), ' ', seq),
    seq % 90 + 0.95, 1000, JSON_OBJECT('weight', seq % 40, 'colours', JSON_ARRAY('a', 'b', seq % 9))
  FROM seq_1_to_300;
INSERT INTO purchase (customer, bought, state)
  SELECT 1 + seq * 31 % 400, '2023-01-01' + INTERVAL seq HOUR, ELT(1 + seq % 3, 'new', 'paid', 'sent')
  FROM seq_1_to_1500;
INSERT INTO line (purchase, article, amount, price)
  SELECT 1 + seq % 1500, 1 + seq DIV 15 % 300, 1 + seq % 4, seq % 90 + 0.95 FROM seq_1_to_4500;
